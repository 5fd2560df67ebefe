/** What follows from another value of a setting, from one that is new, and from one that is gone. */
import { expect, it } from 'vitest';
import type { Restart, Risk } from '../../../src/diff/changes.ts';
import { diffOf, renderedModel, withSettings } from '../../support/diff-models.ts';
import { resolved } from '../../support/topologies.ts';

type Settings = Readonly<Record<string, string | undefined>>;

interface Case {
  readonly before: Settings;
  readonly after: Settings;
  readonly risk: Risk;
  readonly restart: Restart;
  /** The rule that must have spoken with these words; undefined where no rule but that of restarts may speak. */
  readonly says?: readonly [rule: string, text: string];
}

/** A case about one setting. */
function of(
  setting: string,
  [before, after]: readonly [string | undefined, string | undefined],
  rest: Omit<Case, 'before' | 'after'>,
): Case {
  return { before: { [setting]: before }, after: { [setting]: after }, ...rest };
}

const none = { risk: 'none', restart: 'none' } as const;
const rolling = { risk: 'low', restart: 'rolling' } as const;
const high = { risk: 'high', restart: 'none' } as const;
const lowered = 'durability-lowered';
const deleted = ['retention-shortened', 'segments beyond the new limit are deleted'] as const;
const noPlace = 'not possible in place';

const cases: readonly Case[] = [
  // How a setting can be changed, by Kafka's own documentation.
  of('num.io.threads', ['4', '8'], none),
  of('ssl.keystore.location', ['/a', '/b'], none),
  of('broker.heartbeat.interval.ms', ['500', '900'], rolling),
  of('shop.teapots', ['1', '2'], { ...rolling, says: ['not-judged', 'no rule knows'] }),

  of('min.insync.replicas', ['2', '1'], { ...high, says: [lowered, 'no longer survives one broker loss'] }),
  of('min.insync.replicas', ['3', '1'], { ...high, says: [lowered, 'no longer survives one broker loss'] }),
  of('min.insync.replicas', ['3', '2'], { ...high, says: [lowered, 'the loss of 2 brokers at once'] }),
  of('min.insync.replicas', ['2', undefined], { ...high, says: [lowered, 'one broker loss'] }),
  of('min.insync.replicas', [undefined, '1'], none),
  of('min.insync.replicas', ['1', '2'], {
    risk: 'low',
    restart: 'none',
    says: ['writes-refused-sooner', 'once 2 brokers are away'],
  }),
  of('min.insync.replicas', ['2', '4'], {
    ...high,
    says: ['writes-refused-sooner', 'refuses every write with acks=all'],
  }),
  of('transaction.state.log.min.isr', ['2', '1'], {
    risk: 'high',
    restart: 'rolling',
    says: [lowered, 'the state of transactions no longer survives one broker loss'],
  }),
  of('share.coordinator.state.topic.min.isr', [undefined, '1'], {
    risk: 'high',
    restart: 'rolling',
    says: [lowered, 'the state of share groups'],
  }),
  of('offsets.topic.replication.factor', ['3', '2'], {
    risk: 'high',
    restart: 'rolling',
    says: [lowered, '__consumer_offsets made from now on has 2 copies'],
  }),
  of('offsets.topic.replication.factor', ['1', '3'], {
    ...rolling,
    says: ['new-topics-only', 'topics that are there keep what they have'],
  }),
  of('num.partitions', ['1', '3'], { ...rolling, says: ['new-topics-only', 'keep what they have'] }),
  of('unclean.leader.election.enable', [undefined, 'true'], {
    ...high,
    says: ['unclean-election', 'acknowledged records are then lost'],
  }),
  of('unclean.leader.election.enable', ['true', 'false'], none),

  of('log.retention.ms', [undefined, '3600000'], { ...high, says: deleted }),
  of('log.retention.ms', ['-1', undefined], { ...high, says: deleted }),
  of('log.retention.ms', ['3600000', '-1'], none),
  of('log.retention.ms', ['3600000', undefined], none),
  of('log.retention.bytes', [undefined, '1000'], { ...high, says: deleted }),
  of('log.retention.bytes', ['1000', '2000'], none),
  of('log.local.retention.ms', ['-2', '1000'], {
    risk: 'low',
    restart: 'none',
    says: ['retention-shortened', 'remote storage alone'],
  }),
  // Of three names of one limit the finest wins.
  {
    before: { 'log.retention.hours': '1' },
    after: { 'log.retention.hours': '1', 'log.retention.ms': '7200000' },
    ...none,
  },
  {
    before: { 'log.retention.ms': '7200000', 'log.retention.hours': '5' },
    after: { 'log.retention.hours': '1' },
    risk: 'high',
    restart: 'rolling',
    says: deleted,
  },

  of('broker.session.timeout.ms', ['9000', '18000'], {
    ...rolling,
    says: ['failover-time', 'for 18 s, not 9 s'],
  }),
  of('broker.session.timeout.ms', ['3000', undefined], {
    ...rolling,
    says: ['failover-time', 'for 9 s, not 3 s'],
  }),
  of('authorizer.class.name', ['a.B', undefined], {
    risk: 'high',
    restart: 'rolling',
    says: ['authorizer-gone', 'clients may do what no ACL allows them'],
  }),
  of('allow.everyone.if.no.acl.found', [undefined, 'true'], {
    risk: 'high',
    restart: 'rolling',
    says: ['authorizer-gone', 'no ACL'],
  }),

  of('broker.rack', ['a', 'b'], {
    risk: 'medium',
    restart: 'rolling',
    says: ['rack-changed', 'copies stay where the old racks put them'],
  }),
  of('log.dirs', ['/a', '/b'], { risk: 'high', restart: 'rolling', says: ['data-elsewhere', 'moves data'] }),
  of('node.id', ['1', '2'], { risk: 'high', restart: 'rolling', says: ['identity', noPlace] }),
  { before: { 'broker.id': '1', 'node.id': undefined }, after: { 'node.id': '1' }, ...rolling },
  of('process.roles', ['broker,controller', 'broker'], {
    risk: 'high',
    restart: 'rolling',
    says: ['role-changed', noPlace],
  }),
  of('controller.quorum.voters', ['1@a:1,2@b:1', '2@b:1,1@c:1'], {
    risk: 'medium',
    restart: 'all at once',
    says: ['quorum-at-once', 'do not form a quorum'],
  }),
  of('controller.quorum.voters', ['1@a:1', '1@a:1,2@b:1'], {
    risk: 'high',
    restart: 'all at once',
    says: ['voters-changed', noPlace],
  }),
  {
    before: { 'controller.quorum.voters': '1@a:1' },
    after: { 'controller.quorum.bootstrap.servers': 'a:1' },
    risk: 'medium',
    restart: 'rolling',
    says: ['quorum-made-dynamic', 'once the voters are in the metadata'],
  },
  of('inter.broker.listener.name', ['INTERNAL', 'OTHER'], {
    risk: 'medium',
    restart: 'all at once',
    says: ['inter-broker-protocol', 'do not understand each other'],
  }),
];

it.each(cases)('$before -> $after', async ({ before, after, risk, restart, says }) => {
  const gone = Object.fromEntries(Object.keys(before).map((name) => [name, undefined]));
  const model = await renderedModel(resolved('multi-broker'), 'local');
  const found = diffOf(withSettings(model, before), withSettings(model, { ...gone, ...after }));
  expect(found.changes.length).toBeGreaterThanOrEqual(3);
  expect({ risk: found.risk, restart: found.restart.mode }).toEqual({ risk, restart });
  const said = found.changes.flatMap(({ consequences }) => consequences);
  // Where nothing is to be said beside restarts, nothing may be.
  const [rule, text] = says ?? ['none', ''];
  const words = says === undefined ? said.filter((one) => one.restart === undefined) : said;
  expect(words.some((one) => one.rule === rule && one.text.includes(text))).toBe(says !== undefined);
  expect(says === undefined ? words : []).toEqual([]);
  expect(said.every(({ source }) => source !== '')).toBe(true);
});
