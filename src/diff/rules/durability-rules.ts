/** Changes after which acknowledged records are less safe, or writes are refused more easily. */
import type { Difference } from '../changes.ts';
import { roleOf } from '../model.ts';
import { count, isBrokerRole, numbersOf, settingOn, type Finding, type Rule } from './rule.ts';

/** A number that makes records safer the larger it is, with Kafka's default where it is not set. */
interface Safeguard {
  readonly otherwise: number;
  /** What a smaller number means. */
  lowered(to: number): string;
}

const copiesOf =
  (topic: string) =>
  (to: number): string =>
    `${topic} made from now on has ${to === 1 ? 'one copy' : `${to} copies`}, and is lost with ${count(to, 'broker')}`;

/** So many copies may be all that an acknowledged write has, so the loss of as many brokers takes it along. */
const lossesOf = (to: number): string =>
  to === 1 ? 'one broker loss' : `the loss of ${count(to, 'broker')} at once`;

const safeguards: Readonly<Record<string, Safeguard>> = {
  'min.insync.replicas': {
    otherwise: 1,
    lowered: (to) => `acks=all no longer survives ${lossesOf(to)}`,
  },
  'default.replication.factor': { otherwise: 1, lowered: copiesOf('a topic') },
  'offsets.topic.replication.factor': { otherwise: 3, lowered: copiesOf('__consumer_offsets') },
  'transaction.state.log.replication.factor': { otherwise: 3, lowered: copiesOf('__transaction_state') },
  'share.coordinator.state.topic.replication.factor': {
    otherwise: 3,
    lowered: copiesOf('__share_group_state'),
  },
  'transaction.state.log.min.isr': {
    otherwise: 2,
    lowered: (to) => `the state of transactions no longer survives ${lossesOf(to)}`,
  },
  'share.coordinator.state.topic.min.isr': {
    otherwise: 2,
    lowered: (to) => `the state of share groups no longer survives ${lossesOf(to)}`,
  },
};

/** Rules about records. */
export const durabilityRules: readonly Rule[] = [
  {
    id: 'durability-lowered',
    source: "Kafka documentation, min.insync.replicas and the internal topics' settings",
    find(difference) {
      const safeguard = safeguardOf(difference);
      const numbers = safeguard && numbersOf(difference, safeguard.otherwise);
      if (safeguard === undefined || numbers === undefined || numbers.to >= numbers.from) return undefined;
      return { risk: 'high', text: safeguard.lowered(numbers.to) };
    },
  },
  {
    id: 'writes-refused-sooner',
    source: 'Kafka documentation, min.insync.replicas: NotEnoughReplicas below it',
    find(difference, { after }) {
      if (difference.kind !== 'setting' || difference.name !== 'min.insync.replicas') return undefined;
      const numbers = numbersOf(difference, 1);
      const copies = Number(settingOn(after, difference, 'default.replication.factor') ?? 1);
      if (numbers === undefined || numbers.to <= numbers.from) return undefined;
      const spare = copies - numbers.to;
      const topic = `a topic of ${copies === 1 ? 'one copy' : `${copies} copies`}`;
      if (spare < 0) return { risk: 'high', text: `${topic} refuses every write with acks=all` };
      return spare === 0
        ? { risk: 'medium', text: `${topic} refuses acks=all as soon as one broker is away` }
        : { risk: 'low', text: `${topic} refuses acks=all once ${spare + 1} brokers are away` };
    },
  },
  {
    id: 'more-copies-than-brokers',
    source: 'Kafka documentation: a topic needs as many brokers as it has copies (InvalidReplicationFactor)',
    find(difference, { after }) {
      const factor = /^(.*topic|default|transaction\.state\.log)\.replication\.factor$/.exec(difference.name);
      const brokers = after.groups.filter((group) => group.isNode && isBrokerRole(roleOf(group))).length;
      const copies = Number(difference.after);
      if (difference.kind !== 'setting' || factor === null || brokers === 0 || !(copies > brokers))
        return undefined;
      const text = `topics of ${copies} copies cannot be made: there ${brokers === 1 ? 'is one broker' : `are ${brokers} brokers`}`;
      return { risk: 'high', text };
    },
  },
  {
    id: 'unclean-election',
    source: 'Kafka documentation, unclean.leader.election.enable',
    find: onSetting('unclean.leader.election.enable', ({ after }) =>
      after === 'true'
        ? {
            risk: 'high',
            text: 'a copy that is behind may become leader: acknowledged records are then lost',
          }
        : undefined,
    ),
  },
  {
    id: 'new-topics-only',
    source: 'Kafka documentation: read when a topic is made',
    find({ kind, name }) {
      const isRead =
        kind === 'setting' &&
        /^(default\.replication\.factor|num\.partitions|.*topic\.(replication\.factor|num\.partitions)|transaction\.state\.log\.(replication\.factor|num\.partitions))$/.test(
          name,
        );
      return isRead ? { risk: 'none', text: 'topics that are there keep what they have' } : undefined;
    },
  },
  {
    id: 'failover-time',
    source: 'Kafka documentation, broker.session.timeout.ms and zookeeper.session.timeout.ms',
    find(difference) {
      const isSession = /^(broker|zookeeper)\.session\.timeout\.ms$/.test(difference.name);
      // Kafka's defaults: a lease of KRaft, a session with ZooKeeper.
      const otherwise = difference.name.startsWith('broker.') ? 9_000 : 18_000;
      const numbers =
        difference.kind === 'setting' && isSession ? numbersOf(difference, otherwise) : undefined;
      if (numbers === undefined || numbers.from === numbers.to) return undefined;
      const seconds = (ms: number): string => `${ms / 1_000} s`;
      const text = `a silent broker keeps its leaders for ${seconds(numbers.to)}, not ${seconds(numbers.from)}`;
      return { risk: 'low', text };
    },
  },
  {
    id: 'authorizer-gone',
    source: 'Kafka documentation, authorizer.class.name and allow.everyone.if.no.acl.found',
    find({ kind, name, before, after }) {
      const isGone = name === 'authorizer.class.name' && before !== undefined && (after ?? '') === '';
      const isOpen = name === 'allow.everyone.if.no.acl.found' && after === 'true';
      return kind === 'setting' && (isGone || isOpen)
        ? { risk: 'high', text: 'clients may do what no ACL allows them' }
        : undefined;
    },
  },
];

function safeguardOf({ kind, name }: Difference): Safeguard | undefined {
  return kind === 'setting' && Object.hasOwn(safeguards, name) ? safeguards[name] : undefined;
}

function onSetting(
  setting: string,
  judge: (difference: Difference) => Finding | undefined,
): (difference: Difference) => Finding | undefined {
  return (difference) =>
    difference.kind === 'setting' && difference.name === setting ? judge(difference) : undefined;
}
