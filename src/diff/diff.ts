/** Compares two models and says what each change costs: the whole of `klab diff` but reading and printing. */
import {
  highest,
  notJudged,
  type Change,
  type Comparison,
  type Consequence,
  type Difference,
  type Restart,
} from './changes.ts';
import { compareModels } from './compare.ts';
import { metadataOf, type TopologyModel } from './model.ts';
import { effectRules, nodeRestart, restartRules } from './rules/index.ts';
import { roleIn, type Rule, type RuleContext } from './rules/rule.ts';

/** What is compared with what, and what they are called. */
export interface DiffRequest {
  readonly before: TopologyModel;
  readonly after: TopologyModel;
  readonly labels: readonly [before: string, after: string];
  /** Whether the second side is what runs. @default false */
  readonly isLive?: boolean;
  /** Remarks that belong to the result. @default none */
  readonly notes?: readonly string[];
}

const restarts: readonly Restart[] = ['none', 'rolling', 'all at once'];

/** Everything that differs, with what follows from it. */
export function diffModels({ before, after, labels, isLive = false, notes = [] }: DiffRequest): Comparison {
  const context: RuleContext = { before, after, isLive };
  const { differences, byTarget } = compareModels(before, after, { isLive });
  const whole = metadataChange(before, after);
  const changes = [
    ...whole.map((difference) => judged(difference, context, true)),
    // Beside a cluster that is taken down there is no restart to speak of.
    ...differences.map((difference) => judged(difference, context, whole.length === 0)),
  ];
  const [from, to] = labels;
  return {
    topology: after.name ?? before.name ?? 'topology',
    before: { label: from, target: before.target },
    after: { label: to, target: after.target },
    changes,
    byTarget,
    restart: restartOf(changes),
    risk: highest(changes.map(({ risk }) => risk)),
    notes,
  };
}

function judged(difference: Difference, context: RuleContext, mayRestart: boolean): Change {
  const restart =
    mayRestart && !context.isLive
      ? restartRules.flatMap((rule) => said(rule, difference, context)).slice(0, 1)
      : [];
  const effects = effectRules.flatMap((rule) => said(rule, difference, context));
  const known = [...effects, ...restart];
  const consequences = context.isLive || !isUnknown(difference, context, known) ? known : [unknown, ...known];
  return { ...difference, risk: highest(consequences.map(({ risk }) => risk)), consequences };
}

const unknown: Consequence = {
  rule: notJudged,
  risk: 'low',
  text: 'no rule knows what follows from it: look at it yourself',
  source: 'none',
};

/** What means something to its author or to other software alone, and of which nothing but a restart is known. */
function isUnknown(difference: Difference, context: RuleContext, known: readonly Consequence[]): boolean {
  if (known.some(({ rule }) => rule !== nodeRestart)) return false;
  const { kind, isNode } = difference;
  if (!isNode) return kind !== 'topology';
  return (
    kind === 'environment' ||
    kind === 'form' ||
    (kind === 'setting' && roleIn(difference, context) !== 'zookeeper')
  );
}

function said(rule: Rule, difference: Difference, context: RuleContext): readonly Consequence[] {
  const found = rule.find(difference, context);
  return found === undefined ? [] : [{ rule: rule.id, source: rule.source, ...found }];
}

function restartOf(changes: readonly Change[]): Comparison['restart'] {
  const restarting = changes.flatMap(({ group, isNode, consequences }) =>
    consequences.flatMap(({ restart }) =>
      restart === undefined || restart === 'none' ? [] : [{ restart, nodes: isNode ? [group] : [] }],
    ),
  );
  const mode = restarts[Math.max(0, ...restarting.map(({ restart }) => restarts.indexOf(restart)))] ?? 'none';
  return { mode, nodes: [...new Set(restarting.flatMap(({ nodes }) => nodes))] };
}

/** Where a cluster keeps its metadata: no setting of one node, and yet the largest change of all. */
function metadataChange(before: TopologyModel, after: TopologyModel): readonly Difference[] {
  const [from, to] = [metadataOf(before), metadataOf(after)];
  if (from === undefined || to === undefined || from === to) return [];
  const group = after.name ?? before.name ?? 'topology';
  return [
    { group, isNode: false, kind: 'topology', name: 'metadata', action: 'changed', before: from, after: to },
  ];
}
