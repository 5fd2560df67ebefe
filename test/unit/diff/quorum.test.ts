/** What a quorum that is made dynamic asks of a cluster, and what voters that come and go: the same wherever it runs. */
import { describe, expect, it } from 'vitest';
import { withControllers, withDynamicQuorum } from '../../../src/cluster/changed/with-controllers.ts';
import { notJudged, type Comparison } from '../../../src/diff/changes.ts';
import type { ResolvedTopology, Target } from '../../../src/kafka/node.ts';
import { diffOf, renderedModel } from '../../support/diff-models.ts';
import { quickFailoverDynamic, resolved } from '../../support/topologies.ts';

const targets: readonly Target[] = ['compose', 'kubernetes', 'local'];

async function between(
  before: ResolvedTopology,
  after: ResolvedTopology,
  target: Target,
): Promise<Comparison> {
  return diffOf(await renderedModel(before, target), await renderedModel(after, target));
}

const rulesIn = ({ changes }: Comparison): readonly string[] =>
  changes.flatMap(({ consequences }) => consequences.map(({ rule }) => rule));

describe.each(targets)('on %s', (target) => {
  it('a quorum that is made dynamic restarts every node in turn, and all of it is judged', async () => {
    const isolated = resolved('multi-broker-isolated');
    const found = await between(isolated, withDynamicQuorum(isolated), target);
    expect([found.risk, found.restart.mode]).toEqual(['medium', 'rolling']);
    expect(found.restart.nodes).toHaveLength(6);
    expect(rulesIn(found)).not.toContain(notJudged);
    expect(rulesIn(found)).not.toContain('statefulset-immutable');
    const settings = found.changes.filter(({ group, kind }) => group === 'broker-2' && kind === 'setting');
    expect(settings.map(({ name, action }) => `${name} ${action}`).toSorted()).toEqual([
      'controller.quorum.bootstrap.servers added',
      'controller.quorum.voters removed',
    ]);
  });

  it('other voters restart none of those that stay', async () => {
    const dynamic = quickFailoverDynamic();
    const found = await between(dynamic, withControllers(dynamic, [101, 103, 104]), target);
    expect([found.risk, found.restart.nodes]).toEqual(['low', []]);
    expect(rulesIn(found)).toContain('quorum-sought');
    expect(rulesIn(found)).not.toContain(notJudged);
  });
});
