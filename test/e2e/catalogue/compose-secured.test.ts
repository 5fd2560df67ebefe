/** Every way to secure a cluster, in containers: users come in by it, nobody else does, and klab looks at all of it. */
import { afterEach, expect, it, vi } from 'vitest';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import type { Endpoint } from '../../../src/cluster/access.ts';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
  type ResolvedTopology,
} from '../../../src/index.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker } from '../../support/docker.ts';
import { leaksIn, secretTexts } from '../../support/leaks.ts';

afterEach(() => vi.unstubAllEnvs());

type Props = Pick<KafkaClusterProps, 'kafkaVersion' | 'security'>;
const mutualTls = { protocol: 'SSL', clientAuth: 'required' } as const;
const plainByTls = { protocol: 'SASL_SSL', mechanism: 'PLAIN' } as const;
const scram = { protocol: 'SASL_PLAINTEXT', mechanism: 'SCRAM-SHA-256' } as const;
const scramByTls = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' } as const;
const tokens = { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } as const;

const cases: readonly (readonly [what: string, metadata: 'kraft' | 'zookeeper', props: Props])[] = [
  ['certificates alone', 'kraft', { security: { external: mutualTls } }],
  ['tokens', 'kraft', { security: { external: tokens } }],
  ['passwords in the open', 'kraft', { security: { external: scram, internal: scram } }],
  [
    'SCRAM everywhere, Kafka 3.9',
    'kraft',
    { kafkaVersion: '3.9.2', security: { external: scramByTls, internal: scramByTls } },
  ],
  ['ZooKeeper', 'zookeeper', { security: { external: plainByTls } }],
];

it.each(cases)('lets in whom it should: %s', { timeout: 400_000 }, async (_what, metadata, props) => {
  vi.stubEnv('KLAB_PASSWORD_SHOP', 'a"b\\c$d${e}\nnext line é€ \'');
  await using cluster = await testCluster(securedOne(metadata, props), { portOffset: 3_340, runtime });
  const { instance, brokers, topology } = cluster;
  const secrets = secretsOf(instance.id);
  const as = (user: string): Endpoint => {
    const { external } = topology.security!;
    return { address: brokers[0]!.address, security: clientSecurityOf(secrets, external, user) };
  };
  await expect(describeBroker(as('shop'))).resolves.toMatchObject({ clusterId: instance.clusterId });
  await expect(describeBroker({ address: brokers[0]!.address })).rejects.toMatchObject({
    kind: expect.stringMatching(/^(ssl-required|closed)$/),
  });
  await expect(deleteTopic(as('shop'), 'others')).rejects.toThrow('topic-authorization-failed');
  await expect(deleteTopic(as('admin'), 'others')).resolves.toBeUndefined();
  for (const listener of ['INTERNAL', 'DOCKER']) {
    expect((await cluster.probeListener('broker-1', listener)).clusterId).toBe(instance.clusterId);
  }
  const texts = await secretTexts(secrets);
  for (const node of topology.nodes) {
    const container = await containerOf(instance.id, node.id);
    const shown = `${await docker('inspect', container)}\n${await docker('logs', container)}`;
    expect(leaksIn(shown, texts)).toEqual([]);
  }
});

function securedOne(mode: 'kraft' | 'zookeeper', { security, ...props }: Props): ResolvedTopology {
  const topology = new Topology('secured-one', { summary: '1 secured broker' });
  const metadata =
    mode === 'kraft'
      ? new ControllerQuorum(topology, 'controllers', { mode: 'isolated', voters: 1 })
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    security: {
      users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Delete', 'Describe'] }] }],
      superUsers: ['admin'],
      ...security,
    },
    ...props,
  });
  return topology.resolve();
}
