/** What a drill showed of each client program beside the probers: pure, and no part of the cluster's own verdict. */
import type { EventOf } from '../../record/events.ts';
import type { HistoryEvent } from '../../record/history.ts';
import type { RecordedSubject, VerdictInput } from '../../record/recording.ts';
import type { Audit } from '../auditor.ts';
import type { PartitionVerdict } from '../auditors/evidence.ts';
import type { FaultSpan } from '../fault-spans.ts';
import { judgeConsumer, type ConsumerFindings } from './consumer.ts';
import { judgeProducer, type ProducerFindings } from './producer.ts';
import { silences, type SubjectSilence } from './timing.ts';

/** Something that a program did and should not have. */
export interface SubjectTrouble {
  /** On the recording's clock, in milliseconds. */
  readonly atMs: number;
  readonly role: 'producer' | 'consumer';
  /** In words, as they read after "the producer: ". */
  readonly text: string;
}

/** What a drill showed of one client. */
export interface SubjectVerdict {
  readonly name: string;
  /** The client and its version, in words. */
  readonly client: string;
  readonly producer: ProducerFindings;
  readonly consumer: ConsumerFindings;
  /** Partition by partition around the first fault; empty where nothing was broken. */
  readonly silences: readonly SubjectSilence[];
  /** The partition that the fault hit and that the client was away from longest. @default it wrote to none of them */
  readonly worst?: SubjectSilence;
  /** Programs that died, hung, flooded, or did not keep the contract. */
  readonly troubles: readonly SubjectTrouble[];
  /** Why nothing is known of what its topic holds. @default it was read back */
  readonly unknown?: string;
}

/** Judges every subject of a recording. @param audit what breaks with one costs no other its answer */
export function judgeSubjects(
  { history, subjects = [] }: VerdictInput,
  faults: readonly FaultSpan[],
  partitions: readonly PartitionVerdict[],
  audit: Audit,
): readonly SubjectVerdict[] {
  const [fault] = faults;
  return subjects.flatMap((subject) => {
    const own = history.events.filter(
      (event): event is SubjectEvent => 'subject' in event && event.subject === subject.name,
    );
    const work = (): SubjectVerdict[] => [judgeOne(subject, own, fault, partitions)];
    return audit.attempt(`client ${subject.name}`, work, []);
  });
}

type SubjectEvent = Extract<HistoryEvent, { readonly subject: string }>;

function judgeOne(
  { name, client, readBack }: RecordedSubject,
  events: readonly SubjectEvent[],
  fault: FaultSpan | undefined,
  partitions: readonly PartitionVerdict[],
): SubjectVerdict {
  const acks = events.filter((event) => event.type === 'subject-ack');
  const errors = events.filter((event) => event.type === 'subject-error');
  const programs = events.filter((event) => event.type === 'subject-program');
  const reading = events.filter(
    (event) =>
      event.type === 'subject-read' || event.type === 'subject-partitions' || event.type === 'subject-commit',
  );
  const lanes =
    fault === undefined
      ? []
      : silences(
          acks,
          partitions.map((one) => around(one, fault)),
          { startMs: fault.startMs, doneMs: fault.endMs ?? fault.startMs },
          producerEnd(programs, acks),
        );
  // Of what it hardly wrote to no pause tells anything.
  const hit = lanes.filter(({ isHit, lastAckBeforeMs }) => isHit && lastAckBeforeMs !== null);
  const [worst] = hit.toSorted((a, b) => (b.longestMs ?? 0) - (a.longestMs ?? 0));
  return {
    name,
    client,
    producer: judgeProducer(acks, errors, readBack),
    consumer: judgeConsumer(reading, acks, readBack, partitions.length, fault?.startMs ?? lostMs(programs)),
    silences: lanes,
    ...(worst !== undefined && { worst }),
    troubles: programs.flatMap(troubleOf),
    ...('problem' in readBack && { unknown: readBack.problem }),
  };
}

/** A subject's topic lies as the drill's does, so the fault hits the same partitions. */
function around({ partition, effects, unavailable }: PartitionVerdict, fault: FaultSpan) {
  const [window] = unavailable
    .filter(({ firstSuccessMs }) => firstSuccessMs === null || firstSuccessMs >= fault.startMs)
    .toSorted((a, b) => b.durationMs - a.durationMs);
  return {
    partition,
    isHit: effects[0]?.leaderBefore === fault.node && fault.broker,
    servedMs: window?.firstSuccessMs ?? null,
  };
}

/** When one of several consumers was killed as a part of the drill. */
function lostMs(programs: readonly EventOf<'subject-program'>[]): number | undefined {
  return programs.find(
    ({ role, state, reason }) => role === 'consumer' && state === 'killed' && reason === undefined,
  )?.atMs;
}

/** When the producer was told to end, or ended by itself: from then on its silence is nobody's. */
function producerEnd(
  programs: readonly EventOf<'subject-program'>[],
  acks: readonly EventOf<'subject-ack'>[],
): number {
  const end = programs.find(
    ({ role, state }) => role === 'producer' && (state === 'told-to-end' || state === 'ended'),
  );
  return end?.atMs ?? acks.at(-1)?.atMs ?? 0;
}

function troubleOf({ atMs, role, state, reason }: EventOf<'subject-program'>): readonly SubjectTrouble[] {
  return reason === undefined
    ? []
    : [{ atMs, role, text: state === 'strange' ? `it wrote ${reason}` : reason }];
}
