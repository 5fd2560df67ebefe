/** What happened in a drill, in order and in words: steps, faults, leaders, controllers, members of the group. */
import { readEvent, type EventReaders } from '../../drills/record/events.ts';
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
  const readers = words(result);
  return [
    ...history.events.flatMap((event) => {
      const what = readEvent(readers, event);
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

/** What each event is in words; of partitions and fencing the turns are told, not each broker's view of them. */
function words({ topology, history }: DrillResult): EventReaders<string | undefined> {
  const first = history.events.find(({ type }) => type === 'controller');
  return {
    step: ({ text }) => text,
    fault: ({ edge, nodeId, fault }) =>
      edge === 'end' ? `${nodeId} is ${faultWords(fault).done}` : undefined,
    heal: ({ edge, nodeId }) => (edge === 'end' ? `${nodeId} is back` : undefined),
    incident: incidentText,
    certificate: ({ nodeId, fingerprint, issuer }) =>
      `${nodeId} shows certificate ${fingerprint.slice(0, 12)}… of ${issuer}`,
    'vain-start': ({ nodeId, ended, because = 'its log tells no cause' }) =>
      `${nodeId} ${ended ? 'ends again' : 'runs, and nobody lets it in'}: ${because}`,
    controller: (event) =>
      `${first === event ? '' : 'new '}active controller: ${nodeName(topology, event.controller)}`,
    elr: ({ partition, elr }) =>
      elr.length === 0
        ? `partition ${partition}: nobody but those in sync may lead any more`
        : `partition ${partition}: ${elr.map((one) => brokerName(topology, one)).join(', ')} may lead too, though out of sync (ELR)`,
    reach: ({ broker, answers }) =>
      `${brokerName(topology, broker)} ${answers ? 'answers' : 'no longer answers'}`,
    rebalance: ({ member, partitions }) =>
      `the group shares out partitions: member ${member} is given ${listed(partitions)}`,
    member: ({ member, reason }) => `member ${member} of the group gave up (${reason})`,
    coordinator: ({ coordinator, offsetsPartition, leader, isr, replicas }) =>
      `the group's coordinator: ${coordinator < 0 ? 'none' : brokerName(topology, coordinator)}; its offsets in __consumer_offsets-${offsetsPartition} ${leader < 0 ? 'have no leader' : `are led by ${brokerName(topology, leader)}, ${isr.length} of ${replicas.length} copies in sync`}`,
  };
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
