/** What each line of a recording must hold: a line is believed for all of its fields or not at all. */
import { limitNames } from '../plan/limits.ts';
import {
  between,
  either,
  isObject,
  listOf,
  number,
  object,
  oneOf,
  optional,
  text,
  truth,
  tuple,
  whole,
  wholeBetween,
  wrongField,
  type Fields,
} from './checks.ts';
import { eventFields, type EventType } from './events.ts';

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
  subjects: optional(
    listOf(
      object({
        name: text,
        client: text,
        topic: text,
        groupId: text,
        readBack: either(listOf(tuple(whole, whole, text)), problem),
      }),
    ),
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
  if (!isObject(value) || !Object.hasOwn(eventFields, type))
    return `"${type}" is no event that this klab knows`;
  const wrong = wrongField(value, { atMs: number, ...eventFields[type as EventType] });
  return wrong && `the event "${type}" cannot be used: ${wrong}`;
}

/** What is wrong with a record that was read back. */
export function wrongReadBack(value: unknown): string | undefined {
  return tuple(whole, whole, whole, text)(value) && 'no record: [partition, offset, sequence, key]';
}
