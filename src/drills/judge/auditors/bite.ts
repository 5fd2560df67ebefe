/** Whether faults bit: a broker that was to fall silent and went on answering was not hit, and nothing is proved of its loss. */
import { readEvent, type EventReaders } from '../../record/events.ts';
import type { HistoryEvent } from '../../record/history.ts';
import type { VerdictInput } from '../../record/recording.ts';
import type { Incident } from '../../record/incidents.ts';
import { faults as kinds, faultWords } from '../../faults/index.ts';
import type { Auditor } from '../auditor.ts';
import { unknown } from '../finding.ts';
import type { FaultSpan } from '../fault-spans.ts';
import { counted } from '../../../words.ts';

/** The observer writes its views down when they are answered, and gives a broker so long to answer, in milliseconds. */
const viewMs = 1_000;

/** A fault that did not do what it was to do. */
export interface Unhit {
  readonly span: FaultSpan;
  /** Answers of the broker that were asked for once the fault was done. */
  readonly answers: number;
  /** When the last of them came, in milliseconds after the fault was done. */
  readonly lastAfterMs: number;
}

/** Faults that were to silence a broker which went on answering. */
export function unhitFaults(
  { history }: Pick<VerdictInput, 'history'>,
  spans: readonly FaultSpan[],
  incidents: readonly Incident[],
): readonly Unhit[] {
  const answers = answersOf(history.events);
  return spans.flatMap((span): Unhit[] => {
    const { endMs, healMs, node, nodeId } = span;
    if (!span.broker || endMs === null || !kinds[span.fault].silences) return [];
    // What has fallen silent was hit, whoever starts it again: a step of the plan, or somebody else, which is an incident.
    const others = incidents.filter((one) => one.nodeId === nodeId && one.fromMs >= span.startMs);
    const silent = history.events.find(
      (event) =>
        event.type === 'reach' && !event.answers && event.broker === node && event.atMs >= span.startMs,
    );
    const ends = [healMs, silent?.atMs, ...others.map(({ fromMs }) => fromMs)];
    const untilMs = Math.min(...ends.map((atMs) => atMs ?? Infinity));
    const own = answers.filter((one) => one.broker === node && one.askedMs > endMs && one.atMs < untilMs);
    const last = own.at(-1);
    return last === undefined ? [] : [{ span, answers: own.length, lastAfterMs: last.atMs - endMs }];
  });
}

interface Answer {
  readonly broker: number;
  readonly askedMs: number;
  readonly atMs: number;
}

/** Every answer by the broker that gave it: to writers, to readers, and to whoever watches the cluster. */
function answersOf(events: readonly HistoryEvent[]): readonly Answer[] {
  const asked = new Map<number, number>();
  const answers: Answer[] = [];
  const readers: EventReaders<unknown> = {
    attempt: ({ partition, leader }) => asked.set(partition, leader),
    ack: ({ partition, startedAtMs, atMs }) =>
      answers.push({ broker: asked.get(partition) ?? -1, askedMs: startedAtMs, atMs }),
    read: ({ leader, startedAtMs, atMs }) => answers.push({ broker: leader, askedMs: startedAtMs, atMs }),
    view: ({ seenBy, atMs }) => answers.push({ broker: seenBy, askedMs: atMs - viewMs, atMs }),
  };
  for (const event of events) readEvent(readers, event);
  return answers;
}

/** One finding for each fault that did not bite. */
export const biteAuditor: Auditor<{ readonly unhit: readonly Unhit[] }> = {
  of: 'faults',
  findings: ({ unhit }) =>
    unhit.map(({ span: { fault, nodeId }, answers, lastAfterMs }) =>
      unknown(
        'fault',
        `${nodeId} was to be ${faultWords(fault).done} and went on answering, ${counted(answers, 'time')} and to ${(lastAfterMs / 1_000).toFixed(1)} s after that: nothing is proved of its loss`,
      ),
    ),
};
