/** Ctrl-C and a closed terminal on Docker Engine, in a real terminal: what was broken is whole again, or named with its mend. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { expectWhole, itHealsWhenInterrupted } from '../../support/interrupted-drills.ts';
import { klab } from '../../support/klab.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';
import { resolved } from '../../support/topologies.ts';

let cluster: TestCluster;
let id: string;

beforeAll(async () => {
  cluster = await testCluster(resolved('single-broker'), { portOffset: 2_700, runtime });
  id = cluster.instance.id;
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

// Every other moment and fault: catalogue/compose-terminal.test.ts.
itHealsWhenInterrupted(() => cluster, [{ drill: 'stop-leader', step: 'stop broker-', by: 'hangUp' }]);

describe.runIf(hasTerminals)('Ctrl-C', () => {
  it('in a verb: it says what is so, or may be, and what to do', async () => {
    await cluster.kill('broker-1');
    const start = await klabInTerminal(['start', id, 'broker-1'], 'xterm');
    await start.shown('waiting until broker-1 answers');
    start.ctrlC();
    expect(await start.ended()).toBe(130);
    expect(start.output()).toMatch(/error: interrupted: broker-1 was started/);
    await expectWhole(cluster);
  });

  it('in up: nothing is left', async () => {
    const offset = '2750';
    const own = `single-broker-compose-${offset}`;
    const made = await klabInTerminal(['up', 'single-broker', '--on', 'compose', '--port-offset', offset]);
    await made.shown('nodes to start');
    made.ctrlC();
    expect(await made.ended()).toBe(130);
    expect(await tracesOf(own)).toEqual([]);
    expect(existsSync(instanceDir(own))).toBe(false);
  });

  it('in down: klab down finishes it', async () => {
    const down = await klabInTerminal(['down', id]);
    await down.shown('taking');
    down.ctrlC();
    expect(await down.ended()).toBe(130);
    expect(down.output()).toMatch(/interrupted: \S+ (is down|may be down in part)/);
    expect((await klab('down', id)).code).toBe(0);
    expect(await tracesOf(id)).toEqual([]);
  });
});
