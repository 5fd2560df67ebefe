/** What a person reads of a drill: the numbers, the promise that was kept or broken, one line to remember. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FaultEvent, HistoryEvent } from '../../../../src/drills/record/history.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { drillJson, drillProgress, drillReport } from '../../../../src/report/text/drill-report.ts';
import { resolved } from '../../../support/topologies.ts';
import { cleanDrill, failoverMs, fullIsrMs, readersSaw } from '../../drills/histories.ts';

const topology = resolved('multi-broker');

function resultOf(recording: ReturnType<typeof cleanDrill>) {
  return { ...recording, verdict: judge(recording) };
}

describe('drillReport', () => {
  it('shows windows, leaders and the verdict of a clean drill', () => {
    const text = stripVTControlCharacters(drillReport(resultOf(cleanDrill())));
    expect(text).toMatch(
      /^0 +broker-1 +\d+ ms ± \d+ ms +\d+ ms ± \d+ ms +9040 ms \(broker-2\) +9040 ms +4060 ms$/m,
    );
    expect(text).toMatch(/^1 +broker-2 .*not concerned/m);
    expect(text).toMatch(
      /PASSED: \d+ records acknowledged, 0 lost; longest interruption of writes 9\.\d s, of reads 9\.\d s$/,
    );
    expect(text).toMatch(/partition 0 █.*···.*█/);
  });

  it('ends with what is broken', () => {
    const clean = cleanDrill();
    const text = stripVTControlCharacters(
      drillReport(resultOf(readersSaw({ ...clean, readBack: clean.readBack.slice(2) }))),
    );
    expect(text).toMatch(/FAILED: 2 lost of \d+ acknowledged records: NOT allowed with acks=all, min ISR 2$/);
  });

  it('tells what changed for the whole cluster after the fault', () => {
    const clean = cleanDrill();
    const controllers = [10, failoverMs].map((atMs, index): HistoryEvent => ({
      type: 'controller',
      atMs,
      controller: index + 1,
    }));
    const fencing = [failoverMs, fullIsrMs].map((atMs, index): HistoryEvent => ({
      type: 'fencing',
      atMs,
      seenBy: 2,
      broker: 1,
      fenced: index === 0,
    }));
    const events = [...clean.history.events, ...controllers, ...fencing].toSorted((a, b) => a.atMs - b.atMs);
    const text = stripVTControlCharacters(
      drillReport(resultOf({ ...clean, history: { ...clean.history, events } })),
    );
    expect(text).toContain('controller broker-1 gave way to broker-2 9.0 s after the first fault\n');
    expect(text).toContain('broker-1 was fenced 9.0 s after the first fault, for 7.0 s\n');
  });

  it('marks a broker that was fenced while nothing was done to it', () => {
    const clean = cleanDrill();
    const fencing = [failoverMs, fullIsrMs].map((atMs, index): HistoryEvent => ({
      type: 'fencing',
      atMs,
      seenBy: 2,
      broker: 3,
      fenced: index === 0,
    }));
    const events = [...clean.history.events, ...fencing].toSorted((a, b) => a.atMs - b.atMs);
    const text = stripVTControlCharacters(
      drillReport(resultOf({ ...clean, history: { ...clean.history, events } })),
    );
    expect(text).toContain('broker-3 was fenced 9.0 s after the first fault, for 7.0 s, while it ran\n');
  });

  it('has one line for each of many faults', () => {
    const clean = cleanDrill();
    const others = [2, 3].flatMap((node) =>
      clean.history.events
        .filter((event): event is FaultEvent => event.type === 'fault' || event.type === 'heal')
        .map((event): FaultEvent => ({ ...event, node, nodeId: `broker-${node}` })),
    );
    const events = [...clean.history.events, ...others].toSorted((a, b) => a.atMs - b.atMs);
    const expectation = { survives: false, because: '0 of 3 copies left, min ISR 2' };
    const text = stripVTControlCharacters(
      drillReport(resultOf({ ...clean, expectation, history: { ...clean.history, events } })),
    );
    expect(text.match(/NO WRITES FOR/g)).toHaveLength(1);
    expect(text).toMatch(/^1 +kill broker-1 +16020 ms +9040 ms +\d+ ms$/m);
    expect(text).toMatch(/^3 +kill broker-3 +not seen +not seen +\d+ ms$/m);
  });

  it('has the same facts in JSON', () => {
    expect(drillJson(resultOf(cleanDrill()))).toMatchObject({
      kind: 'drill',
      drill: 'kill-leader',
      passed: true,
      verdict: { totals: { lost: 0 }, faults: [{ nodeId: 'broker-1' }] },
    });
  });
});

describe('drillProgress', () => {
  it('tells each new leader once, with its time since the fault', () => {
    const describeEvent = drillProgress(topology);
    const lines = cleanDrill()
      .history.events.map((event: HistoryEvent) => describeEvent(event))
      .filter((line) => line !== undefined);
    expect(lines).toEqual([
      'killed broker-1',
      'partition 0: new leader broker-2 after 9040 ms',
      'broker-1 is back',
    ]);
  });
});
