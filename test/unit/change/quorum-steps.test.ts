/** Voters come before others go, each step says what the quorum can spare then, and the way back is the same in reverse. */
import { describe, expect, it } from 'vitest';
import { quorumSteps, voterStep, votersMoveIn } from '../../../src/change/quorum-steps.ts';
import { stepInWords, stepsBack } from '../../../src/change/steps.ts';
import { withControllers } from '../../../src/cluster/changed/with-controllers.ts';
import { diffModels } from '../../../src/diff/diff.ts';
import { readTarget } from '../../../src/diff/readers/read-files.ts';
import { renderTarget } from '../../../src/render/render.ts';
import { quickFailoverDynamic, resolved } from '../../support/topologies.ts';

const from = resolved('multi-broker-isolated');

function told(numbers: readonly number[]): readonly (readonly [string, string])[] {
  return quorumSteps(from, withControllers(from, numbers)).map((step) => [stepInWords(step), step.reason]);
}

describe('the steps of a change of voters', () => {
  it('give a vote before they take one', () => {
    expect(told([101, 103, 104])).toEqual([
      ['start controller-104 and have it vote', 'one of 4 voters, which can spare 1'],
      ['take the vote of controller-102 and stop it for good', 'leaves 3 voters, which can spare 1'],
    ]);
  });

  it('say when none can be spared any more', () => {
    expect(told([102, 103])).toEqual([
      ['take the vote of controller-101 and stop it for good', 'leaves 2 voters, which can spare none'],
    ]);
    expect(told([101, 102, 103])).toEqual([]);
  });

  it('ask nobody else to restart, whose files say only where they look for the quorum when they start', async () => {
    const topology = quickFailoverDynamic();
    const read = async (one: typeof topology) =>
      readTarget(await renderTarget(one, 'local'), 'local', 'a test');
    const [before, after] = [await read(topology), await read(withControllers(topology, [101, 103, 104]))];
    const comparison = diffModels({ before, after, labels: ['now', 'changed'] });
    const told = comparison.changes.map(({ group, kind, consequences }) => [
      `${group} ${kind}`,
      ...consequences.map(({ rule, risk }) => `${rule} ${risk}`),
    ]);
    expect(told).toContainEqual(['broker-1 setting', 'quorum-sought none']);
    expect(told).toContainEqual(['controller-104 node', 'member-changed low', 'whole-node none']);
  });

  it('are taken back from the last one on', () => {
    const steps = quorumSteps(from, withControllers(from, [101, 103, 104]));
    expect(stepsBack(steps, from, []).map(stepInWords)).toEqual([
      'start controller-102 and have it vote',
      'take the vote of controller-104 and stop it for good',
    ]);
  });
});

describe('voters that move into the metadata', () => {
  it('are a level of its own, which is no step where it is there', () => {
    const step = voterStep({ 'metadata.version': 30 })!;
    expect(stepInWords(step)).toBe('raise kraft.version 0 → 1');
    expect(voterStep({ 'kraft.version': 1 })).toBeUndefined();
    expect(votersMoveIn(step)).toBe(true);
    expect(votersMoveIn({ ...step, levels: { 'metadata.version': 33 } } as typeof step)).toBe(false);
  });
});
