/** What somebody changed by hand in containers is told, and right after `up` nothing is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { containerOf, docker } from '../../support/docker.ts';
import { driftInShort, driftOf, setInBroker } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 3_600;
const id = `multi-broker-compose-${portOffset}`;

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(resolved('multi-broker'), { portOffset, runtime });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

it('nothing differs right after up', async () => {
  const { code, output } = await klab('diff', id, 'live', '--exit-code');
  expect(output).toBe(`nothing differs: ${id} and live mean the same\n`);
  expect(code).toBe(0);
});

it('a dynamic setting of one broker is told', async () => {
  await setInBroker(cluster, 1, 'log.retention.ms', '3600000');
  const { changes } = await driftOf(id);
  expect(changes).toMatchObject([
    { group: 'broker-1', name: 'log.retention.ms', after: '3600000', origin: 'dynamic broker config' },
  ]);
});

it('what was changed with docker alone is told, and no node is ended that the engine would start again', async () => {
  const [first, second] = [await containerOf(id, 'broker-1'), await containerOf(id, 'broker-2')];
  const network = `shop-${portOffset}`;
  await docker('network', 'create', network);
  try {
    await docker('network', 'connect', network, first);
    await docker('update', '--restart=always', second);
    await docker('update', '--memory=900m', '--memory-swap=1800m', second);
    expect(await driftInShort(id)).toEqual([
      `broker-1: network ${network} none -> joined`,
      'broker-1: setting log.retention.ms none -> 3600000',
      'broker-2: resources mem_limit none -> 943718400',
      'broker-2: restart policy restart policy no -> always',
    ]);
    const refusal = `broker-2 might not stay dead: the engine may start its container again (restart policy always); take that back first: docker update --restart=no ${second}`;
    await expect(cluster.kill('broker-2')).rejects.toThrow(refusal);
    await expect(cluster.stop('broker-2')).rejects.toThrow(refusal);
    const states = (await cluster.status()).map(({ state }) => state);
    expect(states).toEqual(['running', 'running', 'running']);
  } finally {
    await docker('network', 'disconnect', network, first);
    await docker('network', 'rm', network);
  }
  await docker('update', '--restart=no', '--memory=4g', '--memory-swap=8g', second);
  expect(await driftInShort(id)).toEqual([
    'broker-1: setting log.retention.ms none -> 3600000',
    'broker-2: resources mem_limit none -> 4294967296',
  ]);
});

/** What a person does who wants one broker otherwise: the same container again, with other variables. */
async function startByHand(nodeId: string, ...changed: readonly string[]): Promise<void> {
  const name = await containerOf(id, nodeId);
  const [made] = JSON.parse(await docker('inspect', name)) as [
    {
      Config: { Env: string[]; Image: string; Labels: Record<string, string> };
      HostConfig: { PortBindings: Record<string, { HostIp: string; HostPort: string }[]> };
      Mounts: { Name: string; Destination: string }[];
      NetworkSettings: { Networks: Record<string, { Aliases: string[] | null }> };
    },
  ];
  await docker('rm', '--force', name);
  const [first, ...others] = Object.entries(made.NetworkSettings.Networks);
  const aliases = (given: string[] | null): string[] =>
    (given ?? []).flatMap((alias) => ['--network-alias', alias]);
  const ports = Object.entries(made.HostConfig.PortBindings).flatMap(([port, bindings]) =>
    bindings.map(({ HostIp, HostPort }) => `--publish=${HostIp}:${HostPort}:${port}`),
  );
  await docker(
    'create',
    `--name=${name}`,
    `--hostname=${nodeId}`,
    ...Object.entries(made.Config.Labels).map(([label, value]) => `--label=${label}=${value}`),
    ...made.Config.Env.map((line) => `--env=${line}`),
    ...changed.map((line) => `--env=${line}`),
    ...ports,
    ...made.Mounts.map((mount) => `--volume=${mount.Name}:${mount.Destination}`),
    `--network=${first![0]}`,
    ...aliases(first![1].Aliases),
    made.Config.Image,
  );
  for (const [network, { Aliases }] of others) {
    const alias = (Aliases ?? []).flatMap((each) => ['--alias', each]);
    await docker('network', 'connect', ...alias, network, name);
  }
  await docker('start', name);
}

it('a container that was started by hand with other variables is told', async () => {
  await startByHand('broker-3', 'KAFKA_NUM_IO_THREADS=5', 'SHOP=teapots');
  const { topology } = cluster;
  await waitUntilReady({ topology, access: cluster, timeoutMs: 90_000 });
  expect(await driftInShort(id)).toEqual([
    'broker-1: setting log.retention.ms none -> 3600000',
    'broker-2: resources mem_limit none -> 4294967296',
    'broker-3: environment SHOP none -> teapots',
    'broker-3: setting num.io.threads 2 -> 5',
  ]);
  await cluster.stop('broker-3');
  expect(await driftInShort(id)).toEqual(expect.arrayContaining(['broker-3 is stopped']));
});
