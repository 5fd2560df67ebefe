/** A client program as a drill has recorded it, and what is judged of it. */
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import type { SubjectVerdict } from '../../../../../src/drills/judge/subjects/judge-subjects.ts';
import type { HistoryEvent } from '../../../../../src/drills/record/history.ts';
import type {
  DrillRecording,
  RecordedSubject,
  SubjectRecord,
} from '../../../../../src/drills/record/recording.ts';
import { cleanDrill, failoverMs, faultMs } from '../../histories.ts';

/** Its name. */
export const subject = 'mine';
const topic = 'lab-mine';

/** A producer that writes to three partitions in turn; to partition 0 nothing comes through from the fault to a second after the failover. */
export function honest(): { events: HistoryEvent[]; log: SubjectRecord[] } {
  const events: HistoryEvent[] = [
    { type: 'subject-program', atMs: 50, subject, role: 'producer', state: 'started' },
    { type: 'subject-partitions', atMs: 60, subject, what: 'assigned', partitions: [0, 1, 2] },
  ];
  const log: SubjectRecord[] = [];
  const offsets = [0, 0, 0];
  for (let sequence = 0, atMs = 100; atMs < 15_000; sequence += 1, atMs += 20) {
    const partition = sequence % 3;
    if (partition === 0 && atMs >= faultMs && atMs < failoverMs + 1_000) continue;
    const offset = offsets[partition]!++;
    const value = `0.${sequence}`;
    log.push([partition, offset, value]);
    events.push({ type: 'subject-ack', atMs, subject, place: [partition, offset], value });
    events.push({ type: 'subject-read', atMs: atMs + 5, subject, range: [partition, offset, offset, 1] });
  }
  events.push({ type: 'subject-program', atMs: 15_000, subject, role: 'producer', state: 'told-to-end' });
  return { events, log };
}

/** The recording of a drill that it took part in. */
export function recordingOf(
  events: readonly HistoryEvent[],
  readBack: RecordedSubject['readBack'],
): DrillRecording {
  const clean = cleanDrill();
  return {
    ...clean,
    history: { ...clean.history, events: [...clean.history.events, ...events] },
    subjects: [{ name: subject, client: 'mine', topic, groupId: `${topic}-group`, readBack }],
  };
}

/** What is judged of it. */
export function judged(
  events: readonly HistoryEvent[],
  readBack: RecordedSubject['readBack'],
): SubjectVerdict {
  const [found] = judge(recordingOf(events, readBack)).subjects ?? [];
  if (found === undefined) throw new Error('no client was judged');
  return found;
}
