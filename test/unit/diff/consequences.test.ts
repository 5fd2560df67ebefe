/** Each kind of change says what it costs: the rules, tried on real renderings with one thing changed by hand. */
import { describe, expect, it } from 'vitest';
import type { Change, Comparison, Risk } from '../../../src/diff/changes.ts';
import type { Target } from '../../../src/kafka/node.ts';
import { diffReport } from '../../../src/report/text/diff/diff-report.ts';
import { diffOf, edited, renderedModel } from '../../support/diff-models.ts';
import { resolved } from '../../support/topologies.ts';

interface Expected {
  readonly what: string;
  readonly name?: string;
  readonly target: Target;
  readonly from: string | RegExp;
  readonly to: string;
  readonly risk: Risk;
  /** A rule that must have spoken, and what it says. */
  readonly rule: string;
  readonly says: string;
  readonly restart: Comparison['restart']['mode'];
}

const cases: readonly Expected[] = [
  {
    what: 'fewer in-sync replicas',
    target: 'local',
    from: 'min.insync.replicas=2',
    to: 'min.insync.replicas=1',
    risk: 'high',
    rule: 'durability-lowered',
    says: 'acks=all no longer survives one broker loss',
    restart: 'none',
  },
  {
    what: 'more in-sync replicas than a topic can spare',
    target: 'compose',
    from: "KAFKA_MIN_INSYNC_REPLICAS: '2'",
    to: "KAFKA_MIN_INSYNC_REPLICAS: '3'",
    risk: 'medium',
    rule: 'writes-refused-sooner',
    says: 'a topic of 3 copies refuses acks=all as soon as one broker is away',
    restart: 'none',
  },
  {
    what: 'fewer copies',
    target: 'kubernetes',
    from: /(KAFKA_DEFAULT_REPLICATION_FACTOR\n\s+value: )"3"/g,
    to: '$1"1"',
    risk: 'high',
    rule: 'durability-lowered',
    says: 'a topic made from now on has one copy, and is lost with one broker',
    restart: 'rolling',
  },
  {
    what: 'a read-only setting',
    target: 'local',
    from: 'broker.session.timeout.ms=9000',
    to: 'broker.session.timeout.ms=18000',
    risk: 'low',
    rule: 'failover-time',
    says: 'a silent broker keeps its leaders for 18 s, not 9 s',
    restart: 'rolling',
  },
  {
    what: 'another advertised address',
    target: 'compose',
    from: 'EXTERNAL://127.0.0.1:',
    to: 'EXTERNAL://kafka.example:',
    risk: 'medium',
    rule: 'client-addresses',
    says: 'clients of listener EXTERNAL need new bootstrap addresses',
    restart: 'rolling',
  },
  {
    what: 'another protocol between brokers',
    target: 'kubernetes',
    from: 'INTERNAL:PLAINTEXT',
    to: 'INTERNAL:SSL',
    risk: 'medium',
    rule: 'inter-broker-protocol',
    says: 'brokers before and after it do not understand each other',
    restart: 'all at once',
  },
  {
    what: 'another port of the quorum',
    target: 'local',
    from: '127.0.0.1:19345',
    to: '127.0.0.1:19445',
    risk: 'medium',
    rule: 'quorum-at-once',
    says: 'do not form a quorum',
    restart: 'all at once',
  },
  {
    what: 'data elsewhere',
    target: 'local',
    from: 'log.dirs=data/',
    to: 'log.dirs=other/',
    risk: 'high',
    rule: 'data-elsewhere',
    says: 'moves data',
    restart: 'rolling',
  },
  {
    what: 'another volume',
    target: 'compose',
    from: '- broker-1-data:/',
    to: '- fresh-data:/',
    risk: 'high',
    rule: 'volume-elsewhere',
    says: 'moves data',
    restart: 'rolling',
  },
  {
    what: 'a field that a StatefulSet refuses',
    target: 'kubernetes',
    from: 'serviceName: broker-2',
    to: 'serviceName: other',
    risk: 'high',
    rule: 'statefulset-immutable',
    says: 'not possible in place: a StatefulSet refuses it',
    restart: 'none',
  },
  {
    what: 'a larger claim',
    target: 'kubernetes',
    from: 'storage: 1Gi\n        volumeMode',
    to: 'storage: 2Gi\n        volumeMode',
    risk: 'high',
    rule: 'statefulset-immutable',
    says: 'not possible in place',
    restart: 'rolling',
  },
  {
    what: 'an older Kafka',
    target: 'compose',
    from: 'apache/kafka:4.3.1',
    to: 'apache/kafka:3.9.2',
    risk: 'high',
    rule: 'version',
    says: 'not possible in place: Kafka 3.9 does not read what Kafka 4.3 wrote',
    restart: 'rolling',
  },
  {
    what: 'a newer Kafka',
    target: 'kubernetes',
    from: 'apache/kafka:4.3.1',
    to: 'apache/kafka:4.4.0',
    risk: 'medium',
    rule: 'version',
    says: 'upgrade from Kafka 4.3 to 4.4',
    restart: 'rolling',
  },
  {
    what: 'another id of the cluster',
    target: 'compose',
    from: /CLUSTER_ID: .*/g,
    to: 'CLUSTER_ID: AAAAAAAAAAAAAAAAAAAAAQ',
    risk: 'high',
    rule: 'identity',
    says: 'refuses data that was written under another id',
    restart: 'rolling',
  },
  {
    what: 'another rack',
    name: 'three-racks',
    target: 'local',
    from: 'broker.rack=c',
    to: 'broker.rack=d',
    risk: 'medium',
    rule: 'rack-changed',
    says: 'copies stay where the old racks put them',
    restart: 'rolling',
  },
  {
    what: 'a smaller budget',
    target: 'kubernetes',
    from: 'minAvailable: 2',
    to: 'minAvailable: 1',
    risk: 'medium',
    rule: 'budget-lowered',
    says: '1 must stay',
    restart: 'none',
  },
  {
    what: 'a network without its wall',
    target: 'compose',
    from: '    internal: true\n',
    to: '',
    risk: 'medium',
    rule: 'network-anew',
    says: 'compose makes the network anew',
    restart: 'all at once',
  },
  {
    what: 'a machine port of kind',
    target: 'kubernetes',
    from: 'hostPort: 9094',
    to: 'hostPort: 9099',
    risk: 'high',
    rule: 'kind-fixed',
    says: 'a kind cluster is made with its ports',
    restart: 'none',
  },
];

describe('a change', () => {
  it.each(cases)(
    'to $what on $target says so',
    async ({ name = 'multi-broker', target, from, to, ...wanted }) => {
      const found = await edited(resolved(name), target, from, to);
      const said = found.changes.flatMap(({ consequences }) => consequences);
      expect(said.find(({ rule }) => rule === wanted.rule)?.text).toContain(wanted.says);
      expect(found.risk).toBe(wanted.risk);
      expect(found.restart.mode).toBe(wanted.restart);
      expect(diffReport([found])).toContain(wanted.says);
    },
  );

  it('that adds and removes nodes names them, and says what becomes of their data', async () => {
    const [small, large] = await Promise.all([
      renderedModel(resolved('multi-broker'), 'local'),
      renderedModel(resolved('multi-broker-isolated'), 'local'),
    ]);
    const nodes = (changes: readonly Change[]): readonly string[] =>
      changes.filter(({ kind }) => kind === 'node').map(({ group, action }) => `${group} ${action}`);
    const added = [101, 102, 103].map((number) => `controller-${number} added`);
    expect(nodes(diffOf(small, large).changes)).toEqual(added);
    expect(nodes(diffOf(large, small).changes)[0]).toBe('controller-101 removed');
  });

  it('from ZooKeeper to KRaft is a change of the whole cluster', async () => {
    const [old, fresh] = await Promise.all([
      renderedModel(resolved('multi-zookeeper'), 'compose'),
      renderedModel(resolved('multi-broker'), 'compose'),
    ]);
    const { changes, restart } = diffOf(old, fresh);
    expect(changes[0]).toMatchObject({ kind: 'topology', before: 'ZooKeeper', after: 'KRaft', risk: 'high' });
    expect(changes[0]?.consequences[0]?.text).toContain('not possible in place');
    expect(restart.mode).toBe('all at once');
  });
});
