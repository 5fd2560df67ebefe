/** What a subject's producer believes, held against its topic: acknowledged and not there, elsewhere, doubled, out of order. */
import type { EventOf } from '../../record/events.ts';
import type { RecordedSubject, SubjectRecord } from '../../record/recording.ts';

/** Records that are named as examples. */
const mostExamples = 5;

/** Errors that are told apart. */
const mostKinds = 5;

/** Errors of one kind that a producer got. */
export interface SubjectErrors {
  /** In its client's words. */
  readonly reason: string;
  readonly count: number;
  /** On the recording's clock, in milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What became of a producer's records; null is what nobody knows. */
export interface ProducerFindings {
  readonly acknowledged: number;
  /** Acknowledged to it, and not in the topic. */
  readonly missing: number | null;
  /** Values of some of them, or their places where the program knows no values. */
  readonly missingValues: readonly string[];
  /** In the topic, but not where the program says that it is. */
  readonly misplaced: number | null;
  /** Records that are in the topic once more than they should be. */
  readonly doubled: number | null;
  /** Records of a partition that come after a later one. */
  readonly outOfOrder: number | null;
  /** In the topic, though the producer got an error for it or heard nothing. */
  readonly unacknowledged: number | null;
  readonly errors: number;
  /** The most frequent ones, the first first. */
  readonly errorKinds: readonly SubjectErrors[];
}

/** Judges what it was answered. */
export function judgeProducer(
  acks: readonly EventOf<'subject-ack'>[],
  errors: readonly EventOf<'subject-error'>[],
  readBack: RecordedSubject['readBack'],
): ProducerFindings {
  const told = { acknowledged: acks.length, errors: errors.length, errorKinds: kindsOf(errors) };
  if ('problem' in readBack) return { ...told, ...unknownRecords };
  const places = new Map(readBack.map(([partition, offset, value]) => [placeOf(partition, offset), value]));
  const values = new Set(readBack.map(([, , value]) => value));
  // One that names no value is known by its place alone: what stands there may be another record.
  const isThere = ({ place, value }: EventOf<'subject-ack'>): boolean =>
    value === undefined ? places.has(placeOf(...place)) : values.has(value);
  const missing = acks
    .filter((ack) => !isThere(ack))
    .map(({ place, value }) => value ?? `partition ${place[0]} offset ${place[1]}`);
  const named = acks.filter(({ value }) => value !== undefined);
  const misplaced = named.filter((ack) => isThere(ack) && places.get(placeOf(...ack.place)) !== ack.value);
  const acknowledged = new Set(acks.map(({ place, value }) => value ?? places.get(placeOf(...place))));
  return {
    ...told,
    missing: missing.length,
    missingValues: missing.slice(0, mostExamples),
    misplaced: named.length === 0 && acks.length > 0 ? null : misplaced.length,
    doubled: readBack.length - values.size,
    outOfOrder: outOfOrder(readBack),
    unacknowledged: [...values].filter((value) => !acknowledged.has(value)).length,
  };
}

const unknownRecords = {
  missing: null,
  missingValues: [],
  misplaced: null,
  doubled: null,
  outOfOrder: null,
  unacknowledged: null,
} as const;

function placeOf(partition: number, offset: number): string {
  return `${partition}/${offset}`;
}

/** Each value once, at its first place: what is written again has been doubled, and is not late. */
function outOfOrder(records: readonly SubjectRecord[]): number | null {
  const highest = new Map<number, number>();
  const seen = new Set<string>();
  let late = 0;
  for (const [partition, , value] of records.toSorted(([p, a], [q, b]) => p - q || a - b)) {
    if (seen.has(value)) continue;
    seen.add(value);
    const sequence = sequenceIn(value);
    // Of a program that numbers nothing no order is known.
    if (sequence === undefined) return null;
    if (sequence < (highest.get(partition) ?? -1)) late += 1;
    else highest.set(partition, sequence);
  }
  return late;
}

/** VerifiableProducer counts its records from 0, behind its prefix and a dot. */
function sequenceIn(value: string): number | undefined {
  const digits = /(?:^|\.)(\d{1,15})$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function kindsOf(errors: readonly EventOf<'subject-error'>[]): readonly SubjectErrors[] {
  const kinds = new Map<string, SubjectErrors>();
  for (const { reason, atMs } of errors) {
    const known = kinds.get(reason);
    kinds.set(reason, {
      reason,
      count: (known?.count ?? 0) + 1,
      firstMs: known?.firstMs ?? atMs,
      lastMs: atMs,
    });
  }
  const most = [...kinds.values()].toSorted((a, b) => b.count - a.count).slice(0, mostKinds);
  return most.toSorted((a, b) => a.firstMs - b.firstMs);
}
