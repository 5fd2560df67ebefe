/** What a person does with topics, producers and consumer groups; each field is held to what is there. */
import { makeMissingTopics } from '../client/kafkajs/topics.ts';
import { acksSettings, type Acks } from '../client/kafkajs/steady-producer.ts';
import { LabError, UsageError } from '../errors.ts';
import { brokersOf } from '../kafka/node.ts';
import { counted } from '../words.ts';
import { assertOwnName } from './consent.ts';
import { choice, flag, kafkaName, whole, type Fields } from './fields.ts';
import type { Lab } from './lab.ts';

const mostPartitions = 48;
const mostPerSecond = 50;
/** A page is no load generator: `klab drill` is. */
const mostOfEach = 8;

const acksNames = Object.keys(acksSettings) as Acks[];

/** By the names that the page sends. */
export const playActions = {
  'make-topic': makeTopic,
  'start-producer': startProducer,
  'stop-producer': stopProducer,
  'start-group': startGroup,
  'add-member': addMember,
  'remove-member': removeMember,
  'stop-group': stopGroup,
} as const;

async function makeTopic(lab: Lab, fields: Fields): Promise<string> {
  const { cluster } = lab;
  assertOwnName(cluster.instance, fields, 'make a topic in it');
  const name = kafkaName(fields, 'name');
  const partitions = whole(fields, 'partitions', 1, mostPartitions);
  const replicationFactor = whole(fields, 'replicationFactor', 1, brokersOf(cluster.topology).length);
  const minInSync = whole(fields, 'minInSync', 1, replicationFactor);
  const configs = { 'min.insync.replicas': String(minInSync) };
  const made = await makeMissingTopics(cluster, [{ name, partitions, replicationFactor, configs }]);
  if (made.length === 0) throw new LabError('usage', `topic ${name} is there already; use another name`);
  const said = `topic ${name} was made, ${counted(partitions, 'partition')} of ${counted(replicationFactor, 'copy', 'copies')}`;
  lab.tell(said, 'hand', 'good');
  return said;
}

async function startProducer(lab: Lab, fields: Fields): Promise<string> {
  assertOwnName(lab.cluster.instance, fields, 'write to it');
  assertFew(lab.producers.ids, 'producers');
  const wish = {
    topic: choice(fields, 'topic', lab.topics),
    keyed: flag(fields, 'keyed'),
    acks: choice(fields, 'acks', acksNames),
    idempotent: flag(fields, 'idempotent'),
    perSecond: whole(fields, 'perSecond', 1, mostPerSecond),
  };
  if (wish.idempotent && wish.acks !== 'all') {
    throw new UsageError(`an idempotent producer cannot have acks=${wish.acks}; use acks=all`);
  }
  const id = lab.producers.start(lab.cluster, wish);
  return told(lab, `producer ${id} writes to ${wish.topic}`);
}

async function stopProducer(lab: Lab, fields: Fields): Promise<string> {
  const id = numberOf(fields, 'producer', lab.producers.ids);
  await lab.producers.stop(id);
  return told(lab, `producer ${id} was stopped`);
}

async function startGroup(lab: Lab, fields: Fields): Promise<string> {
  assertOwnName(lab.cluster.instance, fields, 'read from it');
  assertFew(lab.groups.ids, 'consumer groups');
  const topic = choice(fields, 'topic', lab.topics);
  const id = await lab.groups.start(lab.cluster, kafkaName(fields, 'name'), topic);
  return told(lab, `consumer group ${id} reads ${topic}`);
}

async function addMember(lab: Lab, fields: Fields): Promise<string> {
  const group = choice(fields, 'group', lab.groups.ids);
  assertFew(lab.groups.membersOf(group), 'members');
  const id = lab.groups.addMember(lab.cluster, group);
  return told(lab, `member ${id} joins ${group}`);
}

async function removeMember(lab: Lab, fields: Fields): Promise<string> {
  const group = choice(fields, 'group', lab.groups.ids);
  const id = numberOf(fields, 'member', lab.groups.membersOf(group));
  await lab.groups.removeMember(group, id);
  return told(lab, `member ${id} left ${group}`);
}

async function stopGroup(lab: Lab, fields: Fields): Promise<string> {
  const group = choice(fields, 'group', lab.groups.ids);
  await lab.groups.stop(lab.cluster, group);
  return told(lab, `consumer group ${group} was removed`);
}

function told(lab: Lab, said: string): string {
  lab.tell(said, 'hand');
  return said;
}

/** One of the numbers that are there. @throws UsageError for another */
function numberOf(fields: Fields, name: string, there: readonly number[]): number {
  return Number(choice({ [name]: String(fields[name]) }, name, there.map(String)));
}

function assertFew(there: readonly unknown[], what: string): void {
  if (there.length < mostOfEach) return;
  throw new UsageError(`there are ${there.length} ${what} already; remove one of them first`);
}
