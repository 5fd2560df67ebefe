/** What a person reads of a drill: the numbers, the promise that was kept or broken, one line to remember. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/drills/history.ts';
import { judge } from '../../../src/drills/verdict.ts';
import { drillJson, drillProgress, drillReport } from '../../../src/report/drill-report.ts';
import { resolved } from '../../support/topologies.ts';
import { cleanDrill } from '../drills/histories.ts';

const topology = resolved('multi-broker');

function resultOf(input: ReturnType<typeof cleanDrill>) {
  const names = { drill: 'kill-leader', instance: 'multi-broker-local', topology: 'multi-broker' };
  return { ...names, verdict: judge(input), history: input.history };
}

describe('drillReport', () => {
  it('shows windows, leaders and the verdict of a clean drill', () => {
    const text = stripVTControlCharacters(drillReport(resultOf(cleanDrill()), topology));
    expect(text).toMatch(/^0 +broker-1 +\d+ ms ± \d+ ms +9040 ms \(broker-2\) +9040 ms +4060 ms$/m);
    expect(text).toMatch(/^1 +broker-2 .*kept its leader/m);
    expect(text).toMatch(/PASSED: \d+ records acknowledged, 0 lost, longest interruption 9\.\d s$/);
    expect(text).toMatch(/partition 0 █.*···.*█/);
  });

  it('ends with what is broken', () => {
    const clean = cleanDrill();
    const text = stripVTControlCharacters(
      drillReport(resultOf({ ...clean, readBack: clean.readBack.slice(2) }), topology),
    );
    expect(text).toMatch(/FAILED: 2 lost of \d+ acknowledged records: NOT allowed with acks=all, min ISR 2$/);
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
