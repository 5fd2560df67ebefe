/** What somebody changed by hand in local processes is told, and right after `up` nothing is. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort, driftOf, setInBroker } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 7_400;
const id = `multi-broker-local-${portOffset}`;

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(resolved('multi-broker'), { portOffset });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

function pathOf(file: string): string {
  return join(cluster.instance.filesDir, file);
}

async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(pathOf(file), 'utf8');
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(pathOf(file), edited);
}

it('nothing differs right after up, by whichever name it is called', async () => {
  for (const name of [id, 'multi-broker', 'multi-broker:local']) {
    const { code, output } = await klab('diff', name, 'live', '--exit-code');
    expect(output).toBe(`nothing differs: ${name} and live mean the same\n`);
    expect(code).toBe(0);
  }
});

it('a dynamic setting of one broker is told, with the way back', async () => {
  await setInBroker(cluster, 2, 'log.retention.ms', '3600000');
  const { changes } = await driftOf(id);
  expect(changes).toMatchObject([
    { group: 'broker-2', name: 'log.retention.ms', after: '3600000', origin: 'dynamic broker config' },
  ]);
  expect(changes[0]?.consequences.map(({ text }) => text).join('\n')).toContain(
    '--entity-name 2 --delete-config log.retention.ms takes it back',
  );
  const shown = await klab('diff', id, 'live', '--exit-code');
  expect(shown.output).toContain('log.retention.ms');
  expect(shown.code).toBe(1);
});

it('an edited file is told, before and after the process is started with it', async () => {
  await edit('broker-1/server.properties', 'num.io.threads=2', 'num.io.threads=5');
  await edit('plan.yaml', '-Xmx256m', '-Xmx300m');
  const dynamic = 'broker-2: setting log.retention.ms none -> 3600000';
  expect(await driftInShort(id)).toEqual([
    'broker-1: setting num.io.threads at next start none -> 5',
    dynamic,
  ]);

  await cluster.stop('broker-1');
  expect(await driftInShort(id)).toContain('broker-1 does not run');
  await cluster.start('broker-1');
  const { topology } = cluster;
  await waitUntilReady({ topology, access: cluster, timeoutMs: 60_000 });
  expect(await driftInShort(id)).toEqual([
    'broker-1: heap largest heap 256m -> 300m',
    'broker-1: setting num.io.threads 2 -> 5',
    dynamic,
  ]);
});

it('nothing differs in a cluster whose nodes can be cut off from one another', async () => {
  await using other = await testCluster(resolved('multi-broker'), { portOffset: 7_600, isolatable: true });
  expect(await driftInShort(other.instance.id)).toEqual([]);
});
