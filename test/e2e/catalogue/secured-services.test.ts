/** Side services beside clusters that are secured in other ways, on a real Docker Engine. */
import { expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  KafkaConnect,
  PostgreSql,
  SchemaRegistry,
  Topology,
  ZooKeeperEnsemble,
  type SecurityProps,
} from '../../../src/index.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { expectNothingShown, expectServicesWork } from '../../support/secured-services.ts';

const portOffset = 2_970;

const cases: readonly (readonly [string, 'kraft' | 'zookeeper', SecurityProps])[] = [
  ['as it comes', 'kraft', {}],
  [
    'passwords that anybody on the way could read',
    'kraft',
    {
      external: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      internal: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
    },
  ],
  ['certificates, with ZooKeeper', 'zookeeper', {}],
  ['passwords, with ZooKeeper', 'zookeeper', { internal: { protocol: 'SASL_SSL', mechanism: 'PLAIN' } }],
];

it.each(cases)('are let in: %s', { timeout: 420_000 }, async (_what, mode, security) => {
  const topology = new Topology('secured-services', { summary: 'a secured broker and its services' });
  const metadata =
    mode === 'kraft'
      ? new ControllerQuorum(topology, 'controllers')
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    security: { superUsers: ['admin'], ...security },
  });
  new SchemaRegistry(topology, 'registry');
  new PostgreSql(topology, 'postgres');
  // Of one software the checks look at the first.
  const isConfluents = mode === 'zookeeper';
  new KafkaConnect(topology, 'connect', {
    distribution: isConfluents ? 'confluent' : 'debezium',
    exactlyOnce: true,
  });
  let id;
  {
    await using cluster = await testCluster(topology.resolve(), { portOffset, runtime });
    ({ id } = cluster.instance);
    await expectServicesWork(cluster, [
      'schemas-kept',
      isConfluents ? 'file-lines-arrive' : 'changes-arrive',
    ]);
    await expectNothingShown(cluster);
  }
  expect(await tracesOf(id)).toEqual([]);
});
