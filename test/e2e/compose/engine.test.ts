/** Docker Engine stops, or falls silent, in the middle of something: a clear message, an end in time, down takes the rest. */
import { afterEach, expect, it } from 'vitest';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker, engineDoor, tracesOf, withEnvironment } from '../../support/docker.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { quickFailover } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 3_200;
const id = `multi-broker-compose-${portOffset}`;
const up = ['up', 'multi-broker', '--on', 'compose', '--port-offset', String(portOffset)] as const;

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

// A drill that loses everything waits for a failover first.
const timeout = 300_000;

it(
  'one that stops in the middle of a drill ends it in time, and down removes what is left',
  { timeout },
  async () => {
    await using cluster = await testCluster(quickFailover(), { portOffset, runtime });
    await using door = await engineDoor();
    const drill = await withEnvironment({ DOCKER_HOST: door.url }, async () =>
      startKlab('drill', cluster.instance.id, 'kill-leader'),
    );
    await drill.printed('kill broker-');
    await drill.printed('wait for');
    // An engine that stops takes its containers with it.
    door.close();
    const nodes = await Promise.all(cluster.topology.nodes.map((node) => containerOf(id, node.id)));
    await Promise.all(nodes.map((name) => docker('kill', name).catch(() => undefined)));
    const startedAt = performance.now();
    expect(await drill.ended()).toBe(1);
    // Every wait has said how long it lasts at most; a minute is for giving up on clients.
    const statedMs = [...drill.output().matchAll(/(\d+) s at most/g)].reduce(
      (sum, [, seconds]) => sum + Number(seconds) * 1_000,
      0,
    );
    expect(performance.now() - startedAt).toBeLessThan(statedMs + 60_000);
    expect(drill.output()).toMatch(
      /FAILED: .*broker-\d could not be brought back: Docker Engine does not answer at unix:/,
    );
    // Whichever wait met it: it ends for that reason, before its time.
    expect(drill.output()).toMatch(/and no longer \(.*\): what runs the nodes fell silent at/);
    expect(drill.output()).toContain('no broker answers any more: nothing is read back');
    expect(drill.output()).toMatch(
      /what runs the nodes fell silent at [\d.]+ s: Docker Engine does not answer/,
    );
    expect((await klab('down', id)).code).toBe(0);
    expect(await tracesOf(id)).toEqual([]);
  },
);

it('one that stops in the middle of up is named', async () => {
  await using door = await engineDoor();
  const starting = await withEnvironment({ DOCKER_HOST: door.url }, async () => startKlab(...up));
  await starting.printed('waiting until the cluster is ready');
  door.close();
  expect(await starting.ended()).toBe(1);
  expect(starting.output()).toContain(
    'Docker Engine stopped while the cluster was starting; what was made is left',
  );
  expect((await klab('down', id)).code).toBe(0);
  expect(await tracesOf(id)).toEqual([]);
});
