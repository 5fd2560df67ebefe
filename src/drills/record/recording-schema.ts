/** What each line of a recording must hold: a line is believed for all of its fields or not at all. */
import { limitNames } from '../plan/limits.ts';
import { faultKinds } from '../faults/index.ts';
import type { HistoryEvent } from './history.ts';

/** What is wrong with a value, as it reads after its name; undefined where nothing is. */
type Check = (value: unknown) => string | undefined;
type Fields = Readonly<Record<string, Check>>;

const number: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : 'is no number';
const whole: Check = (value) => (Number.isInteger(value) ? undefined : 'is no whole number');
const text: Check = (value) => (typeof value === 'string' ? undefined : 'is no text');
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false');

function oneOf(...allowed: readonly unknown[]): Check {
  return (value) => (allowed.includes(value) ? undefined : `is none of ${allowed.join(', ')}`);
}

function between(least: number, most: number): Check {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `is no number from ${least} to ${most}`;
}

function wholeBetween(least: number, most: number): Check {
  return (value) => whole(value) ?? between(least, most)(value);
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'is no list';
    return value.some((one) => check(one) !== undefined) ? 'has an entry that is wrong' : undefined;
  };
}

function tuple(...checks: readonly Check[]): Check {
  return (value) =>
    Array.isArray(value) &&
    value.length === checks.length &&
    checks.every((check, index) => check(value[index]) === undefined)
      ? undefined
      : 'is wrong';
}

function object(fields: Fields): Check {
  return (value) => {
    if (!isObject(value)) return 'is no object';
    const wrong = wrongField(value, fields);
    return wrong && `has a wrong field: ${wrong}`;
  };
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

function either(one: Check, other: Check): Check {
  return (value) => (other(value) === undefined ? undefined : one(value));
}

const pairs = listOf(tuple(whole, whole));
const tried = { partition: whole, sequence: whole, attempt: whole };
const fault = {
  edge: oneOf('start', 'end'),
  fault: oneOf(...faultKinds),
  nodeId: text,
  node: whole,
  broker: truth,
};

/** Keeps the list whole: an event type that is missing here does not compile. */
const events: Readonly<Record<HistoryEvent['type'], Fields>> = {
  attempt: { ...tried, leader: whole },
  ack: { ...tried, startedAtMs: number, offset: whole },
  error: { ...tried, startedAtMs: number, kind: text, mayBeDone: truth },
  read: { startedAtMs: number, partition: whole, leader: whole, records: pairs },
  'read-error': { startedAtMs: number, partition: whole, leader: whole, kind: text },
  delivered: { member: whole, partition: whole, records: pairs },
  rebalance: { member: whole, partitions: listOf(whole) },
  member: { member: whole, state: oneOf('gave-up'), reason: text },
  coordinator: {
    coordinator: whole,
    offsetsPartition: whole,
    leader: whole,
    replicas: listOf(whole),
    isr: listOf(whole),
  },
  transaction: {
    transaction: whole,
    state: oneOf('begun', 'committing', 'committed', 'aborting', 'aborted', 'unknown'),
    kind: optional(text),
  },
  'transaction-read': { transaction: whole, partition: whole, offset: whole },
  fencing: { seenBy: whole, broker: whole, fenced: truth },
  view: { seenBy: whole, partition: whole, leader: whole, leaderEpoch: whole, isr: listOf(whole) },
  reach: { broker: whole, answers: truth, kind: optional(text) },
  controller: { controller: whole },
  fault,
  heal: fault,
  incident: {
    what: oneOf(
      'ended',
      'restarted',
      'started',
      'paused',
      'resumed',
      'cut-off',
      'reconnected',
      'silent',
      'fenced',
      'back',
      'engine-silent',
      'engine-back',
    ),
    nodeId: optional(text),
    ofCluster: truth,
    sinceMs: number,
    node: optional(whole),
    because: optional(text),
  },
  step: { text },
};

const problem = object({ problem: text });

const header: Fields = {
  drill: text,
  instance: text,
  runtime: oneOf('local', 'compose', 'kubernetes'),
  klabVersion: text,
  startedAt: text,
  topology: object({
    name: text,
    mode: oneOf('kraft', 'zookeeper'),
    kafkaVersion: text,
    minInSyncReplicas: whole,
    sessionTimeoutMs: number,
    nodes: listOf(object({ id: text, role: text, software: text, number: whole, rack: optional(text) })),
  }),
  settings: object({
    topic: text,
    partitions: wholeBetween(1, 10_000),
    replicationFactor: wholeBetween(1, 1_000),
    minInSyncReplicas: whole,
    acks: oneOf('all', 1),
    idempotent: truth,
    intervalMs: between(0.001, 1e9),
    recordBytes: whole,
    consumers: whole,
    transactions: truth,
    uncleanElection: optional(truth),
  }),
  transactionsReadBack: optional(
    either(listOf(object({ transaction: whole, partition: whole, offset: whole })), problem),
  ),
  underReplicated: optional(listOf(object({ atMs: number, brokers: listOf(tuple(whole, whole)) }))),
  clientProblems: optional(listOf(text)),
  limits: optional(listOf(object({ name: oneOf(...limitNames), atMost: number }))),
  holes: optional(listOf(text)),
  services: optional(
    listOf(object({ nodeId: text, problem: optional(text), waitedMs: number, before: optional(truth) })),
  ),
};

const closing: Fields = {
  events: whole,
  readBack: either(whole, problem),
  expectation: object({ survives: truth, because: text }),
  notReached: optional(listOf(text)),
  left: optional(text),
  interrupted: optional(truth),
};

/** What is wrong with a header: `"settings" is no object`; undefined where nothing is. */
export function wrongHeader(value: Readonly<Record<string, unknown>>): string | undefined {
  return wrongField(value, header);
}

/** What is wrong with a closing line. */
export function wrongClosing(value: Readonly<Record<string, unknown>>): string | undefined {
  return wrongField(value, closing);
}

/** What is wrong with an event. */
export function wrongEvent(value: unknown): string | undefined {
  const type = isObject(value) ? String(value['type']) : typeof value;
  if (!isObject(value) || !Object.hasOwn(events, type)) return `"${type}" is no event that this klab knows`;
  const wrong = wrongField(value, { atMs: number, ...events[type as HistoryEvent['type']] });
  return wrong && `the event "${type}" cannot be used: ${wrong}`;
}

/** What is wrong with a record that was read back. */
export function wrongReadBack(value: unknown): string | undefined {
  return tuple(whole, whole, whole, text)(value) && 'no record: [partition, offset, sequence, key]';
}

/** Whether a parsed line is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongField(value: Readonly<Record<string, unknown>>, fields: Fields): string | undefined {
  for (const [name, check] of Object.entries(fields)) {
    const wrong = check(value[name]);
    if (wrong !== undefined) {
      return value[name] === undefined ? `"${name}" is missing` : `"${name}" ${wrong}`;
    }
  }
  return undefined;
}
