/** A person sees of each client what it cost, and of one that lies that it does. */
import { expect, it } from 'vitest';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import type { HistoryEvent } from '../../../../../src/drills/record/history.ts';
import type { SubjectRecord } from '../../../../../src/drills/record/recording.ts';
import { clientLanes } from '../../../../../src/report/text/clients/client-lanes.ts';
import { cleanDrill, failoverMs, faultMs } from '../../../drills/histories.ts';

function lanes(...events: readonly HistoryEvent[]): string {
  const clean = cleanDrill();
  const log = events.flatMap((event): SubjectRecord[] =>
    event.type === 'subject-ack' && !event.value?.startsWith('lie')
      ? [[...event.place, event.value ?? '']]
      : [],
  );
  const verdict = judge({
    ...clean,
    history: { ...clean.history, events: [...clean.history.events, ...events] },
    subjects: [{ name: 'mine', client: './mine.sh', topic: 'lab-mine', groupId: 'g', readBack: log }],
  });
  return clientLanes(verdict).join('\n');
}

const ack = (atMs: number, offset: number, value = `0.${offset}`): HistoryEvent => ({
  type: 'subject-ack',
  atMs,
  subject: 'mine',
  place: [0, offset],
  value,
});
const program = (atMs: number, state: 'told-to-end' | 'killed', reason?: string): HistoryEvent => ({
  type: 'subject-program',
  atMs,
  subject: 'mine',
  role: 'producer',
  state,
  ...(reason !== undefined && { reason }),
});

it('says when the cluster could serve again, and when the client noticed', () => {
  const back = failoverMs + 1_500;
  const text = lanes(
    ack(faultMs - 30, 0),
    ack(faultMs - 10, 1),
    ack(back, 2),
    ack(back + 20, 3),
    program(back + 40, 'told-to-end'),
  );
  expect(text).toMatch(
    /partition 0: the cluster could serve it again \+9\.0 s \/ this client noticed \+10\.5 s \(silent for 10\.5 s\)/,
  );
  expect(text).toMatch(/last acknowledgement before -10 ms, first one after \+10\.5 s/);
});

it('says that it never came back, that it lied, and that it hung', () => {
  const text = lanes(
    ack(faultMs - 30, 0),
    ack(faultMs - 10, 7, 'lie.7'),
    program(failoverMs + 5_000, 'told-to-end'),
    program(failoverMs + 9_000, 'killed', 'it did not end within 10 s of being told to'),
  );
  expect(text).toContain('this client was silent to its end, for 14.0 s');
  expect(text).toContain('acknowledged and not in its topic: lie.7');
  expect(text).toContain('the producer, +18.0 s: it did not end within 10 s of being told to');
});

it('says of errors how many there were, and when', () => {
  const error = (atMs: number): HistoryEvent => ({
    type: 'subject-error',
    atMs,
    subject: 'mine',
    value: '',
    reason: 'Gone',
  });
  expect(lanes(error(faultMs + 1_000), error(faultMs + 3_000))).toContain('2 errors, +1.0 s to +3.0 s: Gone');
});

it('says nothing where no client was measured', () => {
  expect(clientLanes(judge(cleanDrill()))).toEqual([]);
});
