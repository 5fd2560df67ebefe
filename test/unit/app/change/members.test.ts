/** Who is there while brokers come and go follows from where the change stands, whichever way it leads. */
import { describe, expect, it } from 'vitest';
import type { ChangeJournal } from '../../../../src/app/change/journal.ts';
import { everyNode, membersAt, wholeOf } from '../../../../src/app/change/members.ts';
import { voterStep } from '../../../../src/change/quorum-steps.ts';
import { sizeSteps } from '../../../../src/change/size-steps.ts';
import { stepsBack } from '../../../../src/change/steps.ts';
import { withBrokers } from '../../../../src/cluster/changed/resized.ts';
import { withDynamicQuorum } from '../../../../src/cluster/changed/with-controllers.ts';
import { resolved } from '../../../support/topologies.ts';

function journal(before: number, after: number, done: number): ChangeJournal {
  const from = { topology: withBrokers(resolved('multi-broker'), before) };
  const to = { topology: withBrokers(from.topology, after) };
  const steps = sizeSteps(from.topology, to.topology, 1);
  const nodes = everyNode(from, to);
  return { schemaVersion: 1, direction: 'there', from, to, nodes, steps, done, begun: false };
}

const idsAt = (one: ChangeJournal): readonly string[] =>
  [...membersAt(one)].map((id) => id.slice(7)).toSorted();

describe('the nodes of a cluster while its size changes', () => {
  it.each([
    [3, 5, 0, '123'],
    [3, 5, 1, '1234'],
    [3, 5, 3, '12345'],
    [5, 3, 0, '12345'],
    [5, 3, 1, '12345'],
    [5, 3, 2, '1234'],
    [5, 3, 3, '123'],
  ])('from %i to %i brokers after %i steps are %s', (before, after, done, ids) => {
    expect(idsAt(journal(before, after, done)).join('')).toBe(ids);
  });

  it('are those that have come, on the way back, until each has gone', () => {
    const { from, steps, ...there } = journal(3, 5, 2);
    const back = (done: number): ChangeJournal => {
      const undone = stepsBack(steps.slice(0, 2), from.topology, []);
      return { ...there, direction: 'back', from, to: from, steps: undone, done };
    };
    // First they are rid of what topics that were made meanwhile have there.
    expect([0, 1, 2, 3].map((done) => idsAt(back(done)).join(''))).toEqual(['12345', '12345', '1234', '123']);
  });

  it('keep their places: files are of all that are there at some time', () => {
    for (const one of [journal(3, 5, 0), journal(5, 3, 0)])
      expect(
        wholeOf(one)
          .nodes.map(({ id }) => id.slice(7))
          .join(''),
      ).toBe('12345');
  });
});

it('nodes start with the list of voters until the voters are in the metadata', () => {
  const from = { topology: resolved('multi-broker') };
  const to = { topology: withDynamicQuorum(from.topology) };
  const steps = [voterStep({})!, { kind: 'restart', nodeId: 'broker-1', reason: 'a test' } as const];
  const open = { schemaVersion: 1, direction: 'there', from, to, steps, begun: false } as const;
  expect([0, 1, 2].map((done) => wholeOf({ ...open, done }).dynamicQuorum)).toEqual([undefined, true, true]);
});
