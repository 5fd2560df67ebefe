/**
 * The events of client programs that a drill measures. They name no field `partition`: what such a program says may be a
 * lie, and whoever looks for the partitions of the drill's own topic must not meet it.
 */
import { listOf, oneOf, optional, text, truth, tuple, whole } from './checks.ts';

const subject = text;

/** The fields of each of them beside its time, which is when klab read the line. */
export const subjectEventFields = {
  /** A subject's program begins, works, is told to end, has ended, or does what no such program should. */
  'subject-program': {
    /** Name of the subject in its drill. */
    subject,
    role: oneOf('producer', 'consumer'),
    /** `flooding`: it writes more lines than are read; `strange`: it writes what the contract does not know. */
    state: oneOf('started', 'ready', 'told-to-end', 'ended', 'killed', 'flooding', 'strange'),
    /** In words, such as an exit code, or the first line that nobody understands. @default nothing is to be said */
    reason: optional(text),
  },
  /** A producer says that a record is acknowledged. */
  'subject-ack': {
    subject,
    /** Partition and offset, as the program names them. */
    place: tuple(whole, whole),
    /** The record's value; a long one is cut. @default the program does not know it */
    value: optional(text),
  },
  /** A producer says that a record could not be sent. */
  'subject-error': {
    subject,
    value: text,
    /** In its client's words. */
    reason: text,
  },
  /** A consumer says that it was given records. */
  'subject-read': {
    subject,
    /** Partition, lowest and highest offset, and how many records. */
    range: tuple(whole, whole, whole, whole),
  },
  /** A consumer was given partitions, or they were taken away from it. */
  'subject-partitions': { subject, what: oneOf('assigned', 'revoked'), partitions: listOf(whole) },
  /** A consumer has committed offsets, or could not. */
  'subject-commit': {
    subject,
    ok: truth,
    /** In its client's words. @default it succeeded */
    reason: optional(text),
  },
};
