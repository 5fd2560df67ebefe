/** What a drill showed of each client program: a table of what became of its records, and a lane of lines for each. */
import type { ProducerFindings } from '../../../drills/judge/subjects/producer.ts';
import type { SubjectVerdict } from '../../../drills/judge/subjects/judge-subjects.ts';
import type { SubjectSilence } from '../../../drills/judge/subjects/timing.ts';
import type { Verdict } from '../../../drills/judge/verdict.ts';
import { counted, said } from '../../../words.ts';
import { mark } from '../../marks.ts';
import { humanDuration, table } from '../table.ts';

/** The section of all clients; nothing where none was measured. */
export function clientLanes({ subjects = [], subjectsUnknown = [], faults }: Verdict): readonly string[] {
  const broken = subjectsUnknown.map((text) => mark.doubtful(text));
  if (subjects.length === 0) return broken.length === 0 ? [] : [...broken, ''];
  const faultMs = faults[0]?.startMs;
  return [
    'clients beside the probers; the verdict is the cluster’s alone',
    writesTable(subjects),
    readsTable(subjects),
    ...subjects.flatMap((subject) => [
      `${mark.strong(subject.name)} (${subject.client})`,
      ...lane(subject, faultMs),
    ]),
    ...broken,
    '',
  ];
}

function writesTable(subjects: readonly SubjectVerdict[]): string {
  return table(
    [
      'CLIENT',
      'ACKNOWLEDGED',
      'NOT THERE',
      'ELSEWHERE',
      'DOUBLED',
      'OUT OF ORDER',
      'ERRORS',
      'UNACKNOWLEDGED, THERE',
    ],
    subjects.map(({ name, producer }) => [
      name,
      String(producer.acknowledged),
      bad(producer.missing),
      bad(producer.misplaced),
      doubtful(producer.doubled),
      doubtful(producer.outOfOrder),
      doubtful(producer.errors),
      doubtful(producer.unacknowledged),
    ]),
  );
}

function readsTable(subjects: readonly SubjectVerdict[]): string {
  return table(
    ['CLIENT', 'READ', 'SKIPPED', 'UNREAD', 'READ AGAIN', 'NOWHERE', 'ASSIGNMENTS', 'UNREAD FOR'],
    subjects.map(({ name, consumer }) => [
      name,
      String(consumer.records),
      bad(consumer.skipped),
      doubtful(consumer.unread),
      doubtful(consumer.doubled),
      bad(consumer.nowhere),
      String(consumer.assignments),
      longestUnread(consumer.partitions),
    ]),
  );
}

function bad(count: number | null): string {
  if (count === null) return mark.doubtful('?');
  return count === 0 ? mark.good('0') : mark.bad(String(count));
}

function doubtful(count: number | null): string {
  if (count === null) return mark.doubtful('?');
  return count === 0 ? '0' : mark.doubtful(String(count));
}

function longestUnread(partitions: SubjectVerdict['consumer']['partitions']): string {
  const known = partitions.flatMap(({ unreadMs }) => unreadMs ?? []);
  if (known.length === 0) return mark.doubtful('?');
  return partitions
    .map(({ unreadMs }) => (unreadMs === null ? '?' : humanDuration(Math.max(0, unreadMs))))
    .join(', ');
}

function lane(subject: SubjectVerdict, faultMs: number | undefined): readonly string[] {
  const { producer, troubles, unknown } = subject;
  return said(
    ...noticed(subject, faultMs),
    ...errorLines(producer, faultMs),
    producer.missingValues.length > 0 &&
      mark.bad(
        `acknowledged and not in its topic: ${producer.missingValues.join(', ')}${(producer.missing ?? 0) > producer.missingValues.length ? ', …' : ''}`,
      ),
    ...troubles.map(({ role, text, atMs }) => mark.doubtful(`the ${role}, ${since(atMs, faultMs)}: ${text}`)),
    unknown !== undefined && mark.doubtful(`nothing is known of its topic: ${unknown}`),
  ).map((line) => `  ${line}`);
}

/** The one line to remember of a client. */
function noticed({ worst, silences }: SubjectVerdict, faultMs: number | undefined): readonly string[] {
  if (faultMs === undefined) return ['no node was broken'];
  if (worst === undefined) {
    const isHit = silences.some((one) => one.isHit);
    return [isHit ? 'it wrote to no partition that the fault hit' : 'the fault hit no leader'];
  }
  const { partition, servedMs, lastAckBeforeMs, firstAckAfterMs } = worst;
  const served =
    servedMs === null
      ? 'the cluster was not seen to stop serving it'
      : `the cluster could serve it again ${since(servedMs, faultMs)}`;
  return [
    `partition ${partition}: ${served} / ${cameBack(worst, faultMs)}`,
    `  last acknowledgement before ${at(lastAckBeforeMs, faultMs)}, first one after ${at(firstAckAfterMs, faultMs)}`,
  ];
}

function cameBack({ silence, noticedMs, longestMs }: SubjectSilence, faultMs: number): string {
  const length = humanDuration(longestMs ?? 0);
  if (silence === 'none' || noticedMs === null) {
    return silence === 'for-good'
      ? mark.bad(`this client was silent to its end, for ${length}`)
      : 'this client was not held up';
  }
  return `this client noticed ${since(noticedMs, faultMs)} (silent for ${length})`;
}

function errorLines({ errorKinds }: ProducerFindings, faultMs: number | undefined): readonly string[] {
  return errorKinds.map(({ reason, count, firstMs, lastMs }) => {
    const when =
      count === 1 ? since(firstMs, faultMs) : `${since(firstMs, faultMs)} to ${since(lastMs, faultMs)}`;
    return `${counted(count, 'error')}, ${when}: ${reason}`;
  });
}

function at(atMs: number | null, faultMs: number): string {
  return atMs === null ? 'never' : since(atMs, faultMs);
}

/** `+1.2 s` since the fault, or into the drill where nothing was broken. */
function since(atMs: number, faultMs: number | undefined): string {
  if (faultMs === undefined) return `${humanDuration(atMs)} into the drill`;
  const afterMs = atMs - faultMs;
  return `${afterMs < 0 ? '-' : '+'}${humanDuration(Math.abs(afterMs))}`;
}
