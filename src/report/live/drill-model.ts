/** What a drill's events so far come to: the picture that the live view draws. */
import { readEvent, type EventReaders } from '../../drills/record/events.ts';
import type { FaultEvent, HistoryEvent, ViewEvent } from '../../drills/record/history.ts';
import { incidentText } from '../../drills/record/incidents.ts';
import { isBroker, type ResolvedTopology } from '../../kafka/node.ts';
import { humanDuration } from '../text/table.ts';
import { CompanyTrack } from './company-track.ts';
import { FaultTrack } from './fault-track.ts';
import type { Line } from './line.ts';
import type { LiveNode, LivePartition, LivePicture } from './picture.ts';
import { TrafficTrack } from './traffic-track.ts';

/** Follows a drill. */
export class DrillModel {
  private readonly topology: ResolvedTopology;
  private readonly views = new Map<number, ViewEvent>();
  /** Every broker that was ever seen in sync with a partition: views name no other copies. */
  private readonly copies = new Map<number, Set<number>>();
  private readonly eligible = new Map<number, readonly number[]>();
  private readonly traffic = new Map<number, TrafficTrack>();
  /** Brokers that answer, or have ceased to. */
  private readonly reach = new Map<number, boolean>();
  /** By broker, the others that count it as gone. */
  private readonly fencedBy = new Map<number, Set<number>>();
  private readonly faults = new FaultTrack();
  private readonly company = new CompanyTrack();
  private controller = -1;
  private step = 'begin';

  private readonly readers: EventReaders<void> = {
    attempt: (event) => this.trafficOf(event.partition).onEvent(event),
    ack: (event) => this.trafficOf(event.partition).onEvent(event),
    read: (event) => this.trafficOf(event.partition).onEvent(event),
    'read-error': (event) => this.trafficOf(event.partition).onEvent(event),
    view: (event) => this.onView(event),
    elr: ({ partition, elr }) => {
      this.eligible.set(partition, elr);
    },
    reach: ({ broker, answers }) => {
      this.reach.set(broker, answers);
      // One that does not answer has no opinion of the others.
      if (!answers) for (const witnesses of this.fencedBy.values()) witnesses.delete(broker);
    },
    fencing: ({ broker, seenBy, fenced }) => this.onFencing(broker, seenBy, fenced),
    controller: ({ controller }) => {
      this.controller = controller;
    },
    fault: (event) => this.onFault(event),
    heal: (event) => this.onFault(event),
    incident: (event) => {
      this.step = incidentText(event);
    },
    step: ({ text }) => {
      this.step = text;
    },
    delivered: (event) => this.company.onEvent(event),
    rebalance: (event) => this.company.onEvent(event),
    transaction: (event) => this.company.onEvent(event),
  };

  constructor(topology: ResolvedTopology) {
    this.topology = topology;
  }

  /** Takes note of an event. */
  onEvent(event: HistoryEvent): void {
    readEvent(this.readers, event);
  }

  /** The picture at one moment of the drill's clock. */
  picture(title: string, nowMs: number): LivePicture {
    return {
      title,
      clock: humanDuration(nowMs),
      status: [[['▶ ', 'notable'], this.step], ...this.faults.lines(nowMs)],
      nodes: this.topology.nodes.map((node): LiveNode => {
        const fault = this.faults.of(node.id);
        const silent = isBroker(node) && this.reach.get(node.number) === false;
        const fenced = isBroker(node) && (this.fencedBy.get(node.number)?.size ?? 0) > 0;
        const trouble = fault?.trouble ?? (silent ? 'silent' : fenced ? 'fenced' : undefined);
        return {
          id: node.id,
          number: node.number,
          broker: isBroker(node),
          controller: node.software === 'kafka' && node.number === this.controller,
          answers: !silent && fault?.answers !== false,
          ...(trouble !== undefined && { trouble }),
        };
      }),
      partitions: [...this.views.values()]
        .toSorted((a, b) => a.partition - b.partition)
        .map((view) => this.partitionOf(view, nowMs)),
      noPartitions: 'no broker has told of the topic yet',
      footer: this.footer(nowMs),
    };
  }

  private onFault(event: FaultEvent): void {
    if (this.faults.isEmpty) for (const track of this.traffic.values()) track.forgetLongest();
    this.faults.onEvent(event);
  }

  private onView(event: ViewEvent): void {
    const { partition, isr } = event;
    const copies = this.copies.get(partition) ?? new Set();
    for (const number of isr) copies.add(number);
    this.copies.set(partition, copies);
    const known = this.views.get(partition);
    // Brokers learn one after another: of two views the one of the later election is right.
    if (known === undefined || known.leaderEpoch <= event.leaderEpoch) this.views.set(partition, event);
  }

  private onFencing(broker: number, seenBy: number, fenced: boolean): void {
    const witnesses = this.fencedBy.get(broker) ?? new Set();
    if (fenced) witnesses.add(seenBy);
    else witnesses.delete(seenBy);
    this.fencedBy.set(broker, witnesses);
  }

  private trafficOf(partition: number): TrafficTrack {
    const known = this.traffic.get(partition);
    if (known !== undefined) return known;
    const track = new TrafficTrack();
    this.traffic.set(partition, track);
    return track;
  }

  private partitionOf({ partition, leader, isr }: ViewEvent, nowMs: number): LivePartition {
    const replicas = [...(this.copies.get(partition) ?? [])];
    const elr = this.eligible.get(partition) ?? [];
    return { name: String(partition), leader, isr, elr, replicas, ...this.trafficOf(partition).at(nowMs) };
  }

  private footer(nowMs: number): readonly Line[] {
    const longest = [...this.traffic]
      .map(([partition, track]) => ({ partition, longestMs: track.at(nowMs).longestMs ?? 0 }))
      .toSorted((a, b) => b.longestMs - a.longestMs)[0];
    const since = this.faults.isEmpty ? 'so far' : 'since the fault';
    const longestLine: readonly Line[] =
      longest === undefined
        ? []
        : [
            [
              `longest wait for an acknowledgement ${since}: `,
              [`${humanDuration(longest.longestMs)} (partition ${longest.partition})`, 'strong'],
            ],
          ];
    return [...longestLine, ...this.company.lines(nowMs)];
  }
}
