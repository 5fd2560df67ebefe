/** Ways in which a recording may be damaged, for tests of what is made of it: cut, thinned, shuffled, and things that never were. */
import * as fc from 'fast-check';
import type { DrillRecording } from '../../../src/drills/record/recording.ts';
import type { HistoryEvent } from '../../../src/drills/record/history.ts';
import { endMs } from './histories.ts';

/** The recording with other events. */
export function withEvents(recording: DrillRecording, events: readonly HistoryEvent[]): DrillRecording {
  const inOrder = events.toSorted((a, b) => a.atMs - b.atMs);
  return { ...recording, history: { ...recording.history, events: inOrder } };
}

/** The recording of a wait in vain, and of its step. */
export function vain(recording: DrillRecording, text: string, atMs: number): DrillRecording {
  const step: HistoryEvent = { type: 'step', atMs, text };
  return {
    ...withEvents(recording, [...recording.history.events, step]),
    notReached: [...(recording.notReached ?? []), text],
  };
}

/** Makes another recording of one. */
export type Damage = (recording: DrillRecording) => DrillRecording;

const time = fc.integer({ min: 0, max: endMs });
const kinds = ['ack', 'read', 'view', 'reach', 'heal', 'fault', 'attempt', 'error', 'delivered'] as const;

const dropped = fc
  .record({ kind: fc.constantFrom(...kinds), partition: fc.nat(3), fromMs: time, lengthMs: time })
  .map(
    ({ kind, partition, fromMs, lengthMs }): Damage =>
      (recording) =>
        withEvents(
          recording,
          recording.history.events.filter(
            (event) =>
              event.type !== kind ||
              event.atMs < fromMs ||
              event.atMs > fromMs + lengthMs ||
              ('partition' in event && partition < 3 && event.partition !== partition),
          ),
        ),
  );
const refused = fc.record({ partition: fc.nat(2), fromMs: time, lengthMs: time }).map(
  ({ partition, fromMs, lengthMs }): Damage =>
    (recording) =>
      withEvents(
        recording,
        recording.history.events.map((event): HistoryEvent => {
          const isHit = event.atMs >= fromMs && event.atMs <= fromMs + lengthMs;
          if (event.type === 'ack' && event.partition === partition && isHit) {
            return { ...event, type: 'error', kind: 'refused', mayBeDone: true };
          }
          if (event.type === 'read' && event.partition === partition && isHit) {
            return { ...event, type: 'read-error', kind: 'refused' };
          }
          return event;
        }),
      ),
);
const cut = time.map(
  (untilMs): Damage =>
    (recording) =>
      withEvents(
        recording,
        recording.history.events.filter(({ atMs }) => atMs <= untilMs),
      ),
);
const shuffled = fc.constant<Damage>((recording) => ({
  ...recording,
  history: { ...recording.history, events: recording.history.events.toReversed() },
}));
const viewed = fc
  .record({
    atMs: time,
    seenBy: fc.integer({ min: 1, max: 3 }),
    partition: fc.nat(2),
    leader: fc.integer({ min: -1, max: 3 }),
    leaderEpoch: fc.nat(3),
    isr: fc.subarray([1, 2, 3]),
  })
  .map(
    (view): Damage =>
      (recording) =>
        withEvents(recording, [...recording.history.events, { type: 'view', ...view }]),
  );
const waited = fc
  .record({
    what: fc.constantFrom(
      'all copies to be in sync',
      'every partition to take writes',
      'every partition to be led by its first copy',
      'every partition to have a living leader',
      'lost brokers to leave the in-sync replicas',
    ),
    atMs: time,
    isTold: fc.boolean(),
  })
  .map(({ what, atMs, isTold }): Damage => (recording) => {
    const text = `waited 9 ms for ${what}: ${atMs}`;
    return isTold
      ? vain(recording, text, atMs)
      : { ...recording, notReached: [...(recording.notReached ?? []), text] };
  });
const unread = fc.constantFrom<Damage>(
  (recording) => ({ ...recording, readBack: { problem: 'no coordinator' } }),
  (recording) => ({
    ...recording,
    readBack: 'problem' in recording.readBack ? [] : recording.readBack.slice(3),
  }),
  (recording) => ({ ...recording, left: 'broker-1 could not be brought back: x' }),
  (recording) => ({ ...recording, interrupted: true }),
  (recording) => ({ ...recording, expectation: { survives: false, because: 'x' } }),
  (recording) => ({
    ...recording,
    history: { ...recording.history, settings: { ...recording.history.settings, idempotent: true } },
  }),
);

const acted = fc
  .record({
    what: fc.constantFrom(
      'ended' as const,
      'restarted' as const,
      'paused' as const,
      'silent' as const,
      'back' as const,
    ),
    node: fc.integer({ min: 1, max: 3 }),
    atMs: fc.integer({ min: 0, max: 40_000 }),
  })
  .map(({ what, node, atMs }): Damage => (recording) => {
    const event = {
      type: 'incident' as const,
      what,
      node,
      nodeId: `broker-${node}`,
      ofCluster: true,
      atMs,
      sinceMs: atMs,
    };
    const events = [...recording.history.events, event].toSorted((a, b) => a.atMs - b.atMs);
    return { ...recording, history: { ...recording.history, events } };
  });

/** Any of them. */
export const damage = fc.oneof(
  dropped,
  refused,
  refused,
  cut,
  shuffled,
  viewed,
  waited,
  waited,
  unread,
  acted,
);
