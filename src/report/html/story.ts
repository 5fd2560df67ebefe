/** What happened in a drill, in order and in words: steps, faults, leaders, controllers, members of the group. */
import type { HistoryEvent } from '../../drills/record/history.ts';
import { incidentText } from '../../drills/record/incidents.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { brokerName, nodeName } from '../../kafka/node.ts';
import { faultWords } from '../../drills/faults/index.ts';
import { partitionStates } from './charts/cluster-states.ts';
import type { TimeFrame } from './charts/time-frame.ts';

/** Something that happened. */
export interface Happening {
  readonly atMs: number;
  readonly what: string;
}

/** Everything worth a line, in the order of time. */
export function story(result: DrillResult, frame: TimeFrame): readonly Happening[] {
  const { history, topology } = result;
  return [
    ...history.events.flatMap((event) => {
      const what = words(event, result);
      return what === undefined ? [] : [{ atMs: event.atMs, what }];
    }),
    ...firstFencings(history.events).map(({ atMs, broker, fenced }) => ({
      atMs,
      what: `${brokerName(topology, broker)} ${fenced ? 'is fenced: the others no longer count it as alive' : 'is no longer fenced'}`,
    })),
    ...Array.from({ length: history.settings.partitions }, (_, partition) =>
      leaderMoves(result, frame, partition),
    ).flat(),
  ].toSorted((a, b) => a.atMs - b.atMs);
}

function words(event: HistoryEvent, { topology, history }: DrillResult): string | undefined {
  switch (event.type) {
    case 'step':
      return event.text;
    case 'fault':
      return event.edge === 'end' ? `${event.nodeId} is ${faultWords(event.fault).done}` : undefined;
    case 'heal':
      return event.edge === 'end' ? `${event.nodeId} is back` : undefined;
    case 'incident':
      return incidentText(event);
    case 'controller': {
      const first = history.events.find(({ type }) => type === 'controller') === event;
      return `${first ? '' : 'new '}active controller: ${nodeName(topology, event.controller)}`;
    }
    case 'reach': {
      const name = brokerName(topology, event.broker);
      return `${name} ${event.answers ? 'answers' : 'no longer answers'}`;
    }
    case 'rebalance':
      return `the group shares out partitions: member ${event.member} is given ${listed(event.partitions)}`;
    case 'member':
      return `member ${event.member} of the group gave up (${event.reason})`;
    case 'coordinator':
      return `the group's coordinator: ${event.coordinator < 0 ? 'none' : brokerName(topology, event.coordinator)}; its offsets in __consumer_offsets-${event.offsetsPartition} ${event.leader < 0 ? 'have no leader' : `are led by ${brokerName(topology, event.leader)}, ${event.isr.length} of ${event.replicas.length} copies in sync`}`;
    case 'attempt':
    case 'ack':
    case 'error':
    case 'read':
    case 'read-error':
    case 'delivered':
    case 'transaction':
    case 'transaction-read':
    case 'fencing':
    case 'view':
      break;
  }
  return undefined;
}

function listed(partitions: readonly number[]): string {
  if (partitions.length === 0) return 'no partition';
  return `${partitions.length === 1 ? 'partition' : 'partitions'} ${partitions.join(', ')}`;
}

/** Every broker sees it by itself; the first one to see it tells it. */
function firstFencings(events: readonly HistoryEvent[]) {
  const known = new Map<number, boolean>();
  return events
    .filter((event) => event.type === 'fencing')
    .filter(({ broker, fenced }) => {
      const before = known.get(broker) ?? false;
      known.set(broker, fenced);
      return before !== fenced;
    });
}

function leaderMoves({ history, topology }: DrillResult, frame: TimeFrame, partition: number): Happening[] {
  const moves: Happening[] = [];
  let leader: number | undefined;
  for (const { fromMs, value } of partitionStates(history.events, partition, frame)) {
    if (leader !== undefined && value.leader !== leader) {
      const now = value.leader < 0 ? 'has no leader' : `is led by ${brokerName(topology, value.leader)}`;
      moves.push({ atMs: fromMs, what: `partition ${partition} ${now}` });
    }
    leader = value.leader;
  }
  return moves;
}
