/** The lanes of a drill: nodes and the controller, then every partition with its leader, its copies and its outages. */
import type { DrillResult } from '../../../drills/run/run-drill.ts';
import { brokerName, brokersOf, nodeName } from '../../../kafka/node.ts';
import { humanDuration } from '../../text/table.ts';
import { faultWords } from '../../../drills/faults/index.ts';
import {
  answering,
  controllers,
  eligibleTimes,
  faultTimes,
  fenced,
  partitionStates,
  type PartitionState,
  type Span,
} from './cluster-states.ts';
import type { Bar, Lane } from './lanes.ts';
import { longestOf, readWindows, writeWindows } from '../measures.ts';
import { nodeColour } from '../node-colour.ts';
import { secondsOf, type TimeFrame } from './time-frame.ts';

/** More lanes than these nobody reads; the table has them all. */
export const mostPartitions = 12;

/** One lane for the controller, one for each broker, one for each other node that a fault hit. */
export function nodeLanes(result: DrillResult, frame: TimeFrame): readonly Lane[] {
  const { history, topology, verdict } = result;
  const { events } = history;
  const brokers = brokersOf(topology);
  const faults = faultTimes(verdict.faults, frame);
  const faultBars = (nodeId: string): Bar[] =>
    faults
      .filter(({ value }) => value.nodeId === nodeId)
      .map((span) => bar(frame, span, 'var(--fault)', faultWords(span.value.fault).done, 'hatched'));
  const others = [...new Set(verdict.faults.map(({ nodeId }) => nodeId))].filter((nodeId) =>
    brokers.every(({ id }) => id !== nodeId),
  );
  const controllerBars = controllers(events, frame).map((span) =>
    bar(frame, span, nodeColour(topology, span.value), nodeName(topology, span.value)),
  );
  return [
    ...(controllerBars.length > 0
      ? [{ label: 'controller', height: 18, gap: 12, ground: 'var(--ground)', bars: controllerBars }]
      : []),
    ...brokers.flatMap(({ id, number }): Lane[] => {
      const colour = nodeColour(topology, number);
      const answers = answering(events, number, frame).map((span) => bar(frame, span, colour, 'answers'));
      const fencedBars = fenced(events, number, frame).map((span) => bar(frame, span, 'var(--fault)'));
      const below: Lane[] = [
        { label: 'fault', height: 13, gap: 2, bars: faultBars(id) },
        { label: 'not the drill', height: 13, gap: 2, bars: incidentBars(result, frame, id) },
        { label: 'fenced', height: 6, gap: 2, bars: fencedBars },
      ].filter(({ bars }) => bars.length > 0);
      return withGap([stateLane(id, answers), ...below], 8);
    }),
    ...others.map((nodeId) => ({ ...stateLane(nodeId, faultBars(nodeId)), gap: 6 })),
  ];
}

/** What a lane is about: its state, under which others may stand. */
function stateLane(label: string, bars: readonly Bar[]): Lane {
  return { label, strong: true, height: 18, gap: 2, ground: 'var(--ground)', bars };
}

function incidentBars({ verdict }: DrillResult, frame: TimeFrame, nodeId: string): Bar[] {
  return (verdict.incidents ?? [])
    .filter((one) => one.nodeId === nodeId)
    .map(({ what, fromMs, untilMs }) => {
      const span = { fromMs: Math.max(frame.fromMs, fromMs), untilMs: untilMs ?? frame.untilMs, value: true };
      return bar(frame, span, 'var(--outage)', what, 'hatched');
    });
}

/** Partitions that have lanes: all of them, or those that suffered most. */
export function partitionsShown({ verdict }: DrillResult): readonly number[] {
  const suffered = verdict.partitions.toSorted(
    (a, b) => (longestOf(writeWindows(b))?.durationMs ?? 0) - (longestOf(writeWindows(a))?.durationMs ?? 0),
  );
  return suffered
    .slice(0, mostPartitions)
    .map(({ partition }) => partition)
    .toSorted((a, b) => a - b);
}

/** The lanes of some partitions. */
export function partitionLanes(
  result: DrillResult,
  frame: TimeFrame,
  shown: readonly number[],
): readonly Lane[] {
  return shown.flatMap((partition) => lanesOf(result, frame, partition));
}

function lanesOf({ history, topology, verdict }: DrillResult, frame: TimeFrame, partition: number): Lane[] {
  const states = partitionStates(history.events, partition, frame);
  const found = verdict.partitions[partition];
  const writes = found === undefined ? [] : writeWindows(found);
  const reads = found === undefined ? [] : readWindows(found);
  const probed = history.events.some((event) => event.type === 'read' && event.partition === partition);
  const outages = (windows: typeof writes, colour: string): Bar[] =>
    windows.map(({ lastSuccessMs, durationMs }) => {
      const fromMs = lastSuccessMs ?? frame.fromMs;
      const untilMs = Math.min(frame.untilMs, fromMs + durationMs);
      return bar(frame, { fromMs, untilMs, value: true }, colour, `none for ${humanDuration(durationMs)}`);
    });
  const copies = [...new Set(states.flatMap(({ value }) => value.isr))].toSorted((a, b) => a - b);
  const leaders = merged(states, ({ leader }) => leader)
    .filter(({ value }) => value >= 0)
    .map((span) => bar(frame, span, nodeColour(topology, span.value), brokerName(topology, span.value)));
  const lanes: Lane[] = [
    stateLane(`partition ${partition}`, leaders),
    { ...trafficLane, label: 'writes', bars: outages(writes, 'var(--outage)') },
    ...(probed ? [{ ...trafficLane, label: 'reads', bars: outages(reads, 'var(--outage-reads)') }] : []),
    ...copies.map((copy, index): Lane => ({
      label: index === Math.floor((copies.length - 1) / 2) ? 'in sync' : '',
      height: 5,
      gap: 1,
      ground: 'var(--ground)',
      bars: [
        ...merged(states, ({ isr }) => isr.includes(copy))
          .filter(({ value }) => value)
          .map((span) => bar(frame, span, nodeColour(topology, copy))),
        ...eligibleTimes(history.events, { partition, broker: copy }, frame).map((span) =>
          bar(frame, span, 'var(--muted)', `${brokerName(topology, copy)} may lead (ELR)`),
        ),
      ],
    })),
  ];
  return withGap(lanes, 16);
}

/** When nothing got through. */
const trafficLane = { height: 12, gap: 2, ground: 'var(--fine)' } as const;

/** Sets lanes that belong together apart from the next ones. */
function withGap(lanes: readonly Lane[], gap: number): Lane[] {
  return lanes.map((lane, index) => (index === lanes.length - 1 ? { ...lane, gap } : lane));
}

/** Spans of one part of a state: neighbours that agree in it become one. */
function merged<Value>(
  states: readonly Span<PartitionState>[],
  of: (state: PartitionState) => Value,
): readonly Span<Value>[] {
  const spans: Span<Value>[] = [];
  for (const { fromMs, untilMs, value: state } of states) {
    const value = of(state);
    const last = spans.at(-1);
    if (last?.value === value && last.untilMs === fromMs) spans[spans.length - 1] = { ...last, untilMs };
    else spans.push({ fromMs, untilMs, value });
  }
  return spans;
}

function bar(
  frame: TimeFrame,
  { fromMs, untilMs }: Span<unknown>,
  colour: string,
  text?: string,
  look: Bar['look'] = 'full',
): Bar {
  return {
    from: secondsOf(frame, fromMs),
    until: secondsOf(frame, untilMs),
    colour,
    look,
    ...(text !== undefined && { text }),
  };
}
