/** A drill's time line while it grows: an outage is there before its end, and at the end it is the verdict's. */
import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import type { DrillResult } from '../../../../src/drills/run/run-drill.ts';
import { TimeLine } from '../../../../src/web/proof/time-line.ts';
import type { LaneView } from '../../../../src/web/views/time-line.ts';
import { registry } from '../../../../topologies/index.ts';

const topology = registry.create('multi-broker').resolve();
const intervalMs = 10;

/** Records of partition 0 that are acknowledged one after the other. */
function written(fromMs: number, untilMs: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += intervalMs) {
    const tried = { partition: 0, sequence: atMs, attempt: 1 };
    events.push({ type: 'attempt', atMs, leader: 1, ...tried });
    events.push({ type: 'ack', atMs: atMs + 2, startedAtMs: atMs, offset: atMs, ...tried });
  }
  return events;
}

const view = (leader: number, leaderEpoch: number, atMs: number, seenBy = 2): HistoryEvent => ({
  type: 'view',
  atMs,
  seenBy,
  partition: 0,
  leader,
  leaderEpoch,
  isr: [1, 2, 3],
});
const fault = (type: 'fault' | 'heal', edge: 'start' | 'end', atMs: number): HistoryEvent => ({
  type,
  edge,
  atMs,
  fault: 'kill',
  nodeId: 'broker-1',
  node: 1,
  broker: true,
});
const waiting = (atMs: number): HistoryEvent => ({
  type: 'attempt',
  atMs,
  leader: 1,
  partition: 0,
  sequence: atMs,
  attempt: 1,
});

function lineOf(events: readonly HistoryEvent[]): TimeLine {
  const line = new TimeLine(topology);
  for (const event of events) line.onEvent(event);
  return line;
}
const lane = (line: TimeLine, of: string, name: string): LaneView['bars'] | undefined =>
  line.view().lanes.find((one) => one.of === of && one.name === name)?.bars;

const broken = [
  { type: 'step', atMs: 0, text: 'make topic' } as const,
  view(1, 0, 1),
  ...written(10, 1_000),
  fault('fault', 'start', 1_000),
  fault('fault', 'end', 1_010),
  waiting(1_020),
];

it('shows an outage while it goes on, and where it ended', () => {
  const events = [...broken, { type: 'step', atMs: 2_600, text: 'wait' } as const];
  const line = lineOf(events);
  expect(lane(line, 'partition 0', 'writes')).toEqual([
    { fromMs: 992, kind: 'no-writes', text: 'no writes', colour: 0 },
  ]);
  expect(line.view().nowMs).toBe(2_500);
  expect(lane(line, 'broker-1', 'fault')).toMatchObject([{ fromMs: 1_000, text: 'killed' }]);
  for (const event of written(3_000, 3_100)) line.onEvent(event);
  expect(lane(line, 'partition 0', 'writes')).toEqual([
    { fromMs: 992, untilMs: 3_002, kind: 'no-writes', text: 'no writes', colour: 0 },
  ]);
});

it('calls nothing an outage that is as long as what was usual before the fault', () => {
  const line = lineOf([...broken.slice(0, -1), ...written(1_060, 1_100)]);
  expect(lane(line, 'partition 0', 'writes')).toEqual([]);
});

it('follows the leader by the latest election, and believes nobody whom a fault lies on', () => {
  const line = lineOf([
    ...broken,
    view(2, 1, 1_500),
    view(1, 0, 1_600, 3),
    // Cut off from the others, it would go on telling that it leads.
    view(1, 2, 1_700, 1),
    fault('heal', 'start', 2_000),
    { type: 'step', atMs: 2_100, text: 'heal' },
  ]);
  expect(lane(line, 'partition 0', 'leader')).toEqual([
    { fromMs: 1, untilMs: 1_500, kind: 'holds', text: 'broker-1', colour: 1 },
    { fromMs: 1_500, kind: 'holds', text: 'broker-2', colour: 2 },
  ]);
  expect(lane(line, 'broker-1', 'fault')).toMatchObject([{ fromMs: 1_000, untilMs: 2_000 }]);
  expect(line.view().moments.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'step: make topic',
    'fault: kill broker-1',
    'heal: start broker-1',
    'step: heal',
  ]);
});

it('waits for nothing once no record is on its way: what is read back afterwards is no outage', () => {
  const line = lineOf([
    ...broken,
    ...written(1_030, 2_000),
    { type: 'step', atMs: 9_000, text: 'read back' },
  ]);
  expect(lane(line, 'partition 0', 'writes')).toEqual([]);
});

it('is what the verdict says at its end', () => {
  const line = lineOf(broken);
  const unavailable = [{ lastSuccessMs: 990, firstSuccessMs: 4_000, durationMs: 3_010, uncertaintyMs: 5 }];
  const verdict = { partitions: [{ partition: 0, unavailable, unreadable: [] }] };
  line.judge({ verdict } as unknown as DrillResult);
  expect(lane(line, 'partition 0', 'writes')).toMatchObject([{ fromMs: 990, untilMs: 4_000 }]);
});
