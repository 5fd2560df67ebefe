/** What a person sees while a drill runs, from the events of a hand-made one. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import { liveView, type LiveView } from '../../../../src/report/live/live-view.ts';
import { resolved } from '../../../support/topologies.ts';
import { cleanDrill, failoverMs, faultMs, fullIsrMs, healMs } from '../../drills/histories.ts';

const size = { columns: 80, rows: 24 };
const title = 'kill-leader on multi-broker-local';

/** A view whose clock stands where the test puts it. */
function viewOf(
  topology = 'multi-broker',
): LiveView & { at(nowMs: number): string[]; tell(...events: HistoryEvent[]): void } {
  let nowMs = 0;
  const view = liveView(resolved(topology), { title, clock: () => nowMs });
  return {
    ...view,
    tell(...events) {
      for (const event of events) {
        nowMs = event.atMs;
        view.onEvent(event);
      }
    },
    at(atMs) {
      nowMs = atMs;
      return lines(view.draw(size));
    },
  };
}

function lines(text: string): string[] {
  return stripVTControlCharacters(text).split('\n');
}

/** The view of the clean drill at one moment. */
function cleanAt(nowMs: number): string[] {
  const view = viewOf();
  view.tell(...cleanDrill().history.events.filter(({ atMs }) => atMs <= nowMs));
  return view.at(nowMs);
}

/** Words of the line that begins with a partition's name. */
function row(drawn: readonly string[], partition: number): string[] {
  return (drawn.find((line) => line.startsWith(`${partition} `)) ?? '').split(/ +/).slice(0, 7);
}

describe('the live view of a drill', () => {
  it('shows leaders, copies in sync and rates while all is well', () => {
    const drawn = cleanAt(faultMs - 500);
    expect(drawn[0]).toMatch(/^kill-leader on multi-broker-local +1\.5 s$/);
    expect(drawn).toContainEqual(expect.stringMatching(/^ +broker-1 +broker-2 +broker-3$/));
    expect(row(drawn, 0).slice(0, 4)).toEqual(['0', '★', '●', '●']);
    expect(row(drawn, 1).slice(0, 4)).toEqual(['1', '●', '★', '●']);
    // One record each 13 ms: 76 or 77 in a second.
    expect(Number(row(drawn, 0)[4])).toBeGreaterThan(70);
    expect(row(drawn, 0).slice(5)).toEqual(['100', '-']);
  });

  it('tells a dead leader from a lost one, and since when', () => {
    const drawn = cleanAt(faultMs + 3_400);
    expect(drawn).toContain('✗ broker-1 killed 3.4 s ago');
    expect(drawn).toContainEqual(expect.stringMatching(/^partition +killed +writes\/s/));
    expect(row(drawn, 0)).toEqual(['0', '★✗', '●', '●', '0', '0', '3.4']);
    expect(row(drawn, 1)).toEqual(['1', '●✗', '★', '●', '0', '0', '3.4']);
    expect(drawn).toContainEqual(
      expect.stringMatching(/^longest wait for an acknowledgement since the fault: 3\.4 s/),
    );
  });

  it('shows the new leader and the copy that is out of sync', () => {
    const drawn = cleanAt(failoverMs + 500);
    expect(row(drawn, 0).slice(0, 4)).toEqual(['0', '✗', '★', '●']);
    expect(drawn.find((line) => line.startsWith('0 '))).toMatch(/ - +9\.0 s/);
  });

  it('shows a node on its way back, then back', () => {
    expect(cleanAt(healMs + 20)).toContain('↑ broker-1 killed for 12.0 s, on the way back for 20 ms');
    expect(cleanAt(healMs + 20).join('\n')).toContain('returning');
    const drawn = cleanAt(fullIsrMs + 500);
    expect(drawn).toContain('↑ broker-1 killed for 12.0 s, back since 4.5 s');
    // Back in sync by what the others say, and not heard of itself.
    expect(row(drawn, 0).slice(0, 2)).toEqual(['0', '●✗']);
  });

  it('takes a broker for answering once it does', () => {
    const view = viewOf();
    view.tell(...cleanDrill().history.events, { type: 'reach', atMs: 20_100, broker: 1, answers: true });
    expect(row(view.at(20_200), 0).slice(0, 4)).toEqual(['0', '●', '★', '●']);
  });

  it('leaves an old view of a broker that was cut off aside', () => {
    const view = viewOf();
    view.tell(
      { type: 'view', atMs: 1, seenBy: 2, partition: 0, leader: 2, leaderEpoch: 5, isr: [2, 3] },
      { type: 'view', atMs: 2, seenBy: 1, partition: 0, leader: 1, leaderEpoch: 4, isr: [1, 2, 3] },
    );
    expect(row(view.at(3), 0).slice(0, 4)).toEqual(['0', '○', '★', '●']);
  });

  it('marks the controller, and nodes that are no brokers', () => {
    const view = viewOf('multi-broker-isolated');
    const [active, other] = resolved('multi-broker-isolated').nodes.filter(
      ({ role }) => role === 'controller',
    );
    view.tell(
      { type: 'controller', atMs: 1, controller: active?.number ?? -1 },
      {
        type: 'fault',
        atMs: 2,
        edge: 'start',
        fault: 'pause',
        nodeId: other?.id ?? '',
        node: other?.number ?? -1,
        broker: false,
      },
    );
    const text = view.at(1_002).join('\n');
    expect(text).toContain(`${active?.id}◆`);
    expect(text).toContain(`${other?.id}✗ paused`);
    expect(text).toContain(`✗ ${other?.id} paused 1.0 s ago`);
  });

  it('keeps a leader that clients still reach online when it is cut off from the controllers', () => {
    const view = viewOf();
    const node = { nodeId: 'broker-1', node: 1, broker: true, fault: 'isolate-from-controllers' } as const;
    view.tell(
      { type: 'view', atMs: 1, seenBy: 1, partition: 0, leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
      { type: 'fault', atMs: 2, edge: 'start', ...node },
    );
    const drawn = view.at(500);
    expect(row(drawn, 0).slice(0, 4)).toEqual(['0', '★', '●', '●']);
    expect(drawn).toContain('✗ broker-1 cut off from the controllers 498 ms ago');
  });

  it('shows faults that begin together in one line', () => {
    const view = viewOf();
    for (const number of [1, 2, 3]) {
      const node = { nodeId: `broker-${number}`, node: number, broker: true, fault: 'kill' } as const;
      view.tell({ type: 'fault', atMs: number, edge: 'start', ...node });
    }
    expect(view.at(2_001)).toContain('✗ broker-1, broker-2, broker-3 killed 2.0 s ago');
  });

  it('shows reads, the consumer group and transactions where there are any', () => {
    const view = viewOf();
    const records = [[0, 0]] as const;
    view.tell({ type: 'view', atMs: 1, seenBy: 1, partition: 0, leader: 1, leaderEpoch: 0, isr: [1, 2, 3] });
    expect(view.at(5).join('\n')).not.toContain('reads/s');
    for (let atMs = 10; atMs < 1_000; atMs += 20) {
      view.tell({ type: 'read', atMs, startedAtMs: atMs, partition: 0, leader: 1, records });
      view.tell({ type: 'delivered', atMs, member: 1 + (atMs % 40 === 10 ? 1 : 0), partition: 0, records });
    }
    view.tell({ type: 'rebalance', atMs: 1_000, member: 1, partitions: [0] });
    view.tell({ type: 'transaction', atMs: 1_000, transaction: 0, state: 'committed' });
    const text = view.at(1_005).join('\n');
    expect(text).toMatch(/writes\/s +reads\/s/);
    expect(text).toMatch(/^0 .* 0 +50 /m);
    expect(text).toContain('consumer group: 2 members, 50 records/s, last rebalance 5 ms ago');
    expect(text).toContain('transactions: 1 committed, 0 aborted, 0 unknown');
  });

  it('stands still once it is stopped', () => {
    const view = viewOf();
    view.tell(...cleanDrill().history.events.filter(({ atMs }) => atMs < faultMs + 1_000));
    const last = view.at(faultMs + 1_000);
    view.stop();
    expect(view.at(faultMs + 60_000)).toEqual(last);
  });
});
