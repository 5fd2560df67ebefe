/** What one run cost each client program, as a cell of a comparison: how long it wrote and read nothing, and what became of its records. */
import type { TimeMeasure } from '../judge/auditors/measures.ts';
import type { SubjectVerdict } from '../judge/subjects/judge-subjects.ts';

/** A time in milliseconds; `never` where it did not come back, null where nothing is known. */
type ClientTime = Exclude<TimeMeasure, 'unknown'>;

/** One client's numbers of one run. */
export interface SubjectMeasures {
  readonly name: string;
  /** The client and its version, in words. */
  readonly client: string;
  /** The longest time without an acknowledgement, of all partitions; 0 where it was not held up. */
  readonly silentMs: ClientTime;
  /** The longest time that a record lay unread, of all partitions; `never` where some were unread at the end. */
  readonly unreadMs: ClientTime;
  /** Records that its producer gave up on. */
  readonly errors: number;
  /** Acknowledged to it and not in the topic, and in the topic once more than they should be; null is what nobody knows. */
  readonly missing: number | null;
  readonly doubled: number | null;
  /** In the topic, and passed over by its consumer. */
  readonly skipped: number | null;
  /** What its programs did and should not have, in words. */
  readonly troubles: readonly string[];
}

/** The numbers of one client. */
export function subjectMeasuresOf(subject: SubjectVerdict): SubjectMeasures {
  const { name, client, producer, consumer, troubles, unknown } = subject;
  const { errors, missing, doubled } = producer;
  const words = troubles.map(({ role, text }) => `the ${role}: ${text}`);
  return {
    name,
    client,
    silentMs: silentMs(subject),
    unreadMs: unreadMs(subject),
    errors,
    missing,
    doubled,
    skipped: consumer.skipped,
    troubles: unknown === undefined ? words : [...words, `nothing is known of its topic: ${unknown}`],
  };
}

function silentMs({ silences }: SubjectVerdict): ClientTime {
  if (silences.some(({ silence }) => silence === 'for-good')) return 'never';
  // What it never wrote to before the fault tells nothing.
  const known = silences.filter(({ lastAckBeforeMs }) => lastAckBeforeMs !== null);
  return known.length === 0 ? null : Math.max(...known.map(({ longestMs }) => longestMs ?? 0));
}

function unreadMs({ consumer: { records, unread, partitions } }: SubjectVerdict): ClientTime {
  if (unread === null || records === 0) return null;
  if (unread > 0) return 'never';
  const known = partitions.flatMap((one) => one.unreadMs ?? []);
  return known.length === 0 ? null : Math.max(0, ...known);
}
