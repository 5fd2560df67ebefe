/** What the compose runtime promises beyond a cluster that works: every verb, several side by side, data that is kept. */
import { afterEach, describe, expect, it } from 'vitest';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker, tracesOf } from '../../support/docker.ts';
import { keepsData, read, write } from '../../support/kept-data.ts';
import { klab } from '../../support/klab.ts';
import { quickFailover, resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 2_400;
const offset = String(portOffset);
const id = `multi-broker-compose-${offset}`;

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

async function statesOf(cluster: RunningCluster): Promise<string[]> {
  return (await cluster.status()).map(({ state }) => state);
}

async function untilReady(cluster: RunningCluster): Promise<void> {
  const { topology, instance } = cluster;
  const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
  expect(clusterId).toBe(instance.clusterId);
}

/** Numbers of the brokers that Kafka counts as members now. */
async function members(access: RunningCluster): Promise<readonly number[]> {
  const { brokers } = await withAdmin(createKafka({ access }), (admin) => admin.describeCluster());
  return brokers.map(({ nodeId }) => nodeId);
}

describe('a cluster', () => {
  it('is paused, killed, stopped, started, completed by a second up, and goes down twice', async () => {
    await using cluster = await testCluster(resolved('multi-broker'), { portOffset, runtime });
    expect(await statesOf(cluster)).toEqual(['running', 'running', 'running']);

    await cluster.pause('broker-2');
    expect(await statesOf(cluster)).toEqual(['running', 'paused', 'running']);
    await expect(cluster.pause('broker-2')).rejects.toThrow('broker-2 is paused already');
    await expect(cluster.stop('broker-2')).rejects.toThrow('broker-2 is paused and cannot end in order');
    const whilePaused = await klab('up', 'multi-broker', '--on', 'compose', '--port-offset', offset);
    expect(whilePaused.output).toContain(`broker-2 is paused; resume it first: klab resume ${id} broker-2`);
    expect(whilePaused.code).toBe(2);
    await cluster.resume('broker-2');
    await expect(cluster.resume('broker-2')).rejects.toThrow('broker-2 is not paused');
    await untilReady(cluster);

    await cluster.stop('broker-1');
    expect(
      await docker('inspect', await containerOf(id, 'broker-1'), '--format', '{{.State.ExitCode}}'),
    ).toBe('143');
    await expect(cluster.kill('broker-1')).rejects.toThrow(
      `broker-1 does not run; start it with: klab start ${id} broker-1`,
    );
    await cluster.start('broker-1');
    await expect(cluster.start('broker-1')).rejects.toThrow(
      /broker-1 runs already \(container \S+broker-1-1\)/,
    );
    await expect(cluster.kill('broker-9')).rejects.toThrow(
      'multi-broker has no node broker-9; it has broker-1,',
    );
    await untilReady(cluster);
    expect(await cluster.logs('broker-1', 3)).toHaveLength(3);

    // A paused node can be killed too, and does not wake up for it.
    await cluster.pause('broker-3');
    await cluster.kill('broker-3');
    const again = await klab('up', 'multi-broker', '--on', 'compose', '--port-offset', offset);
    expect(again.output).toContain('1 of 3 nodes to start');
    expect(again.code).toBe(0);
    const onceMore = await klab('up', 'multi-broker', '--on', 'compose', '--port-offset', offset);
    expect(onceMore.output).toContain('0 of 3 nodes to start');
    expect(onceMore.code).toBe(0);

    const other = await klab(
      'up',
      'multi-broker',
      '--on',
      'compose',
      '--port-offset',
      offset,
      '--brokers',
      '4',
    );
    expect(other.output).toContain(`${id} is up with other settings; take it down first`);
    expect(other.code).toBe(2);

    expect((await klab('down', id)).code).toBe(0);
    const twice = await klab('down', id);
    expect(twice).toMatchObject({ code: 0, output: expect.stringContaining('nothing was up') });
    expect(await tracesOf(id)).toEqual([]);
  });

  it('leaves a killed broker dead until it is started, and a removed container comes back with its data', async () => {
    await using cluster = await testCluster(quickFailover(), { portOffset, runtime });
    await write(cluster, ['a', 'b']);
    await cluster.kill('broker-3');
    const what = 'Kafka to count broker-3 out';
    await waitFor({ what, timeoutMs: 60_000 }, async () => {
      const left = await members(cluster);
      return left.includes(3) ? new NotYet(`members ${left.join(', ')}`) : true;
    });
    // The session has passed, and nothing has brought it back: no restart policy, no health check.
    expect(await statesOf(cluster)).toEqual(['running', 'running', 'stopped']);
    expect(await docker('inspect', await containerOf(id, 'broker-3'), '--format', '{{.RestartCount}}')).toBe(
      '0',
    );

    await docker('rm', '--force', await containerOf(id, 'broker-3'));
    expect(await statesOf(cluster)).toEqual(['running', 'running', 'stopped']);
    expect(await cluster.logs('broker-3', 5)).toEqual([]);
    await cluster.start('broker-3');
    await untilReady(cluster);
    expect(await read(cluster)).toEqual(['a', 'b']);
  });

  it('runs beside another one of the same topology, and down takes only its own', async () => {
    await using one = await testCluster(resolved('single-broker'), { portOffset, runtime });
    await using two = await testCluster(resolved('single-broker'), { portOffset: portOffset + 200, runtime });
    expect(one.instance.clusterId).not.toBe(two.instance.clusterId);
    const ambiguous = await klab('status', 'single-broker');
    expect(ambiguous.output).toContain(
      'single-broker fits 2 instances: single-broker-compose-2400, single-broker-compose-2600; name one of them',
    );
    expect(ambiguous.code).toBe(2);
    const before = await tracesOf(two.instance.id);
    expect(before).toHaveLength(5);
    expect((await klab('down', one.instance.id)).code).toBe(0);
    expect(await tracesOf(one.instance.id)).toEqual([]);
    expect(await tracesOf(two.instance.id)).toEqual(before);
    await untilReady(two);
  });
});

it('data is kept by down --keep-data, and removed by down', async () => {
  expect(await keepsData('single-broker', portOffset)).toEqual(['x', 'y', 'z']);
});
