/** What an upgrade cost is read from its own verdict; a broker that is fenced while it runs is told apart from one that restarts. */
import { expect, it } from 'vitest';
import { upgradeMeasuresOf } from '../../../../src/drills/compare/upgrade-measures.ts';
import { noMeasures } from '../../../../src/drills/judge/auditors/measures.ts';
import type { FaultSpan } from '../../../../src/drills/judge/fault-spans.ts';
import type { FencedTime } from '../../../../src/drills/record/cluster-changes.ts';

const restart: FaultSpan = {
  fault: 'stop',
  nodeId: 'broker-1',
  node: 1,
  broker: true,
  startMs: 2_000,
  endMs: 3_000,
  healMs: 3_100,
  healedMs: 3_300,
};

function measured(fenced: readonly FencedTime[], faults: readonly FaultSpan[] = [restart]) {
  const measures = { ...noMeasures, unavailableMs: 1_200, unreadableMs: null };
  return upgradeMeasuresOf({ measures, changes: { controllers: [], fenced }, faults }, { stepsMs: 30_000 });
}

it('counts what a restart fences as its own, however long it takes to end', () => {
  expect(measured([{ broker: 1, fencedMs: 2_100, backMs: 12_000 }])).toEqual({
    noWritesMs: 1_200,
    noReadsMs: 0,
    fencedMs: 9_900,
    fencedRunningMs: 0,
    fencedRunning: [],
    stepsMs: 30_000,
    closedBy: null,
  });
});

it('tells a broker that is fenced again once it is back, and one that nobody has touched', () => {
  const fenced = [
    { broker: 1, fencedMs: 2_100, backMs: 8_000 },
    { broker: 2, fencedMs: 2_500, backMs: 4_000 },
    { broker: 1, fencedMs: 15_000, backMs: 40_000 },
  ];
  expect(measured(fenced)).toMatchObject({
    fencedMs: 5_900,
    fencedRunningMs: 25_000,
    fencedRunning: ['broker 2', 'broker 1'],
  });
});

it('takes no server for a broker of the same number, and says what never came back', () => {
  const server = { ...restart, nodeId: 'zookeeper-1', broker: false };
  const fenced = [{ broker: 1, fencedMs: 2_100, backMs: null }];
  expect(measured(fenced, [server])).toMatchObject({ fencedMs: 0, fencedRunningMs: 'never' });
  expect(measured(fenced)).toMatchObject({ fencedMs: 'never', fencedRunningMs: 0 });
});

it('is silent of what somebody else had a hand in, and of steps that are not all done', () => {
  const measures = { ...noMeasures, unavailableMs: 'unknown', unreadableMs: 'never' } as const;
  const changes = { controllers: [], fenced: [] };
  expect(upgradeMeasuresOf({ measures, changes, faults: [] }, {})).toMatchObject({
    noWritesMs: null,
    noReadsMs: 'never',
    stepsMs: null,
  });
});
