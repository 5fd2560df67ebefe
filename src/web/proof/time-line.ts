/** A drill's time line as it grows: the lanes that its report draws afterwards, from the events so far. */
import { faultWords } from '../../drills/faults/index.ts';
import { readEvent, type EventReaders } from '../../drills/record/events.ts';
import type { FaultEvent, HistoryEvent } from '../../drills/record/history.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { brokerName, brokersOf, nodeName, type ResolvedTopology } from '../../kafka/node.ts';
import { mostPartitions } from '../../report/html/charts/cluster-lanes.ts';
import { readWindows, writeWindows } from '../../report/html/measures.ts';
import type { BarView, LaneView, MomentView, TimeLineView } from '../views/time-line.ts';
import type { Silence } from './answers.ts';
import { PartitionTrack } from './partition-track.ts';
import { Spans, type Span } from './spans.ts';

/** The clock is told in such steps, since each is told to every tab, in milliseconds. */
const tickMs = 500;

/** Follows a drill. */
export class TimeLine {
  private readonly topology: ResolvedTopology;
  private readonly controllers = new Spans<number>();
  private readonly answering = new Map<number, Spans<true>>();
  private readonly faults = new Map<string, Spans<string>>();
  private readonly partitions = new Map<number, PartitionTrack>();
  private readonly moments: MomentView[] = [];
  /** Numbers of brokers that a fault lies on: cut off, they go on telling what was. */
  private readonly misled = new Set<number>();
  private nowMs = 0;
  private writtenMs = 0;
  private isCalm = true;

  private readonly readers: EventReaders<void> = {
    attempt: (event) => {
      this.writtenMs = event.atMs;
      this.partition(event.partition).onWrite(event);
    },
    ack: (event) => this.partition(event.partition).onWrite(event),
    error: (event) => this.partition(event.partition).onWrite(event),
    read: (event) => this.partition(event.partition).onRead(event),
    view: (event) => {
      this.answersOf(event.seenBy).set(true, event.atMs);
      if (!this.misled.has(event.seenBy)) this.partition(event.partition).onView(event);
    },
    reach: ({ broker, answers, atMs }) => this.answersOf(broker).set(answers || undefined, atMs),
    controller: ({ controller, atMs }) => this.controllers.set(controller, atMs),
    fault: (event) => this.onFault(event),
    heal: (event) => this.onHeal(event),
    step: ({ text, atMs }) => {
      this.moments.push({ atMs, kind: 'step', text });
    },
  };

  constructor(topology: ResolvedTopology) {
    this.topology = topology;
  }

  /** Takes note of an event. */
  onEvent(event: HistoryEvent): void {
    this.nowMs = Math.max(this.nowMs, event.atMs);
    readEvent(this.readers, event);
  }

  /** The verdict's times count instead of those that were told while it ran. */
  judge({ verdict }: DrillResult): void {
    for (const found of verdict.partitions) {
      const track = this.partition(found.partition);
      track.writes.judge(writeWindows(found));
      track.reads?.judge(readWindows(found));
    }
  }

  /** All that is to be seen now. */
  view(): TimeLineView {
    const numbers = [...this.partitions.keys()].toSorted((a, b) => a - b);
    const shown = numbers.slice(0, mostPartitions);
    return {
      nowMs: Math.floor(this.nowMs / tickMs) * tickMs,
      lanes: [...this.nodeLanes(), ...shown.flatMap((number) => this.partitionLanes(number))],
      moments: [...this.moments],
      hidden: numbers.length - shown.length,
    };
  }

  private onFault({ edge, fault, nodeId, node, broker, atMs }: FaultEvent): void {
    if (edge === 'end') return;
    if (this.isCalm) for (const track of this.partitions.values()) track.endCalm();
    this.isCalm = false;
    if (broker) this.misled.add(node);
    const { done, does } = faultWords(fault);
    this.faultsOf(nodeId).set(done, atMs);
    this.moments.push({ atMs, kind: 'fault', text: `${does} ${nodeId}` });
  }

  private onHeal({ edge, fault, nodeId, node, atMs }: FaultEvent): void {
    if (edge === 'end') return;
    this.misled.delete(node);
    this.faultsOf(nodeId).set(undefined, atMs);
    this.moments.push({ atMs, kind: 'heal', text: `${faultWords(fault).undoes} ${nodeId}` });
  }

  private nodeLanes(): readonly LaneView[] {
    const { topology, controllers, faults, answering } = this;
    const brokers = brokersOf(topology);
    const hit = [...faults.keys()].filter((nodeId) => brokers.every(({ id }) => id !== nodeId));
    const faultLane = (of: string): LaneView[] => {
      const bars = faults.get(of)?.all.map((span) => bar(span, 'fault', span.value)) ?? [];
      return bars.length === 0 ? [] : [{ name: 'fault', of, bars }];
    };
    return [
      {
        name: 'active controller',
        of: '',
        bars: controllers.all.map((span) =>
          bar(span, 'holds', nodeName(topology, span.value), this.colourOf(span.value)),
        ),
      },
      ...brokers.flatMap(({ id, number }) => [
        {
          name: 'answers',
          of: id,
          bars:
            answering.get(number)?.all.map((span) => bar(span, 'holds', 'answers', this.colourOf(number))) ??
            [],
        },
        ...faultLane(id),
      ]),
      ...hit.flatMap(faultLane),
    ];
  }

  private partitionLanes(number: number): readonly LaneView[] {
    const { leaders, writes, reads, isWaiting } = this.partition(number);
    // Where no record waits any more, the traffic has ended.
    const goesOn = isWaiting || [...this.partitions.values()].some((track) => track.isWaiting);
    const untilMs = goesOn ? this.nowMs : this.writtenMs;
    const of = `partition ${number}`;
    const silences = (all: readonly Silence[], kind: 'no-writes' | 'no-reads', text: string): BarView[] =>
      all.map((silence) => bar(silence, kind, text));
    const leaderBars = leaders.all.map((span) =>
      bar(span, 'holds', brokerName(this.topology, span.value), this.colourOf(span.value)),
    );
    return [
      { name: 'leader', of, bars: leaderBars },
      { name: 'writes', of, bars: silences(writes.silences(untilMs, goesOn), 'no-writes', 'no writes') },
      ...(reads === undefined
        ? []
        : [{ name: 'reads', of, bars: silences(reads.silences(untilMs, goesOn), 'no-reads', 'no reads') }]),
    ];
  }

  private colourOf(number: number): number {
    return brokersOf(this.topology).findIndex((node) => node.number === number) + 1;
  }

  private partition(number: number): PartitionTrack {
    return madeOnce(this.partitions, number, () => new PartitionTrack());
  }

  private answersOf(broker: number): Spans<true> {
    return madeOnce(this.answering, broker, () => new Spans());
  }

  private faultsOf(nodeId: string): Spans<string> {
    return madeOnce(this.faults, nodeId, () => new Spans());
  }
}

function madeOnce<Key, Value>(all: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = all.get(key);
  if (known !== undefined) return known;
  const made = make();
  all.set(key, made);
  return made;
}

function bar(
  { fromMs, untilMs }: Omit<Span<unknown>, 'value'>,
  kind: BarView['kind'],
  text: string,
  colour = 0,
): BarView {
  const whole = untilMs === undefined ? {} : { untilMs: Math.round(untilMs) };
  return { fromMs: Math.round(fromMs), ...whole, kind, text, colour };
}
