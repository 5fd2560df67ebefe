/** What a comparison finds, as data: each change with what it costs and why. */
import type { Target } from '../kafka/node.ts';
import type { FactKind } from './model.ts';

/** How much a change asks of whoever makes it, least first. */
export const risks = ['none', 'low', 'medium', 'high'] as const;

/**
 * `none`: takes effect by itself or touches nothing that runs; `low`: a rolling restart; `medium`: clients, data or all
 * nodes at once are touched; `high`: records are less safe, or the change cannot be made to a running cluster.
 */
export type Risk = (typeof risks)[number];

/** What has to restart, at the least that Kafka allows. */
export type Restart = 'none' | 'rolling' | 'all at once';

/** What follows from a change. */
export interface Consequence {
  /** Id of the rule that says so. */
  readonly rule: string;
  readonly risk: Risk;
  /** One sentence, without a full stop. */
  readonly text: string;
  /** Where it is written. */
  readonly source: string;
  /** Only of rules about restarts. */
  readonly restart?: Restart;
}

/** A consequence's part of a change: what was there before, and what after. */
export interface Difference {
  /** Node id, or kind and name of a resource. */
  readonly group: string;
  readonly isNode: boolean;
  /** `node` and `resource` are whole groups. */
  readonly kind: FactKind | 'node' | 'resource' | 'topology';
  readonly name: string;
  /** The part of a fact that differs, such as a listener's `port`; absent where the whole fact does. */
  readonly field?: string;
  readonly action: 'added' | 'removed' | 'changed';
  readonly before?: string;
  readonly after?: string;
  /** Of a running cluster: from where its value comes. */
  readonly origin?: string;
}

/** A difference with all that follows from it. */
export interface Change extends Difference {
  readonly risk: Risk;
  readonly consequences: readonly Consequence[];
}

/** A setting that differs because the two targets must. */
export interface TargetDifference {
  readonly setting: string;
  readonly reason: string;
  readonly nodes: readonly string[];
}

/** One side of a comparison. */
export interface ComparedSide {
  /** As the user named it, or in words. */
  readonly label: string;
  readonly target: Target;
}

/** Everything that differs between two renderings of topologies, or a rendering and what runs. */
export interface Comparison {
  readonly topology: string;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly changes: readonly Change[];
  /** Empty unless the targets differ. */
  readonly byTarget: readonly TargetDifference[];
  /** What restarts when all of it is done, and which nodes. */
  readonly restart: { readonly mode: Restart; readonly nodes: readonly string[] };
  readonly risk: Risk;
  /** Remarks, such as a broker that was not there to be asked. */
  readonly notes: readonly string[];
}

/** Rule of a change that no other rule knows anything of: its risk is nobody's word. */
export const notJudged = 'not-judged';

/** Changes that somebody must look at, since no rule knows them. */
export function unjudged(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ consequences }) => consequences.some(({ rule }) => rule === notJudged));
}

/** The highest of some risks. */
export function highest(found: readonly Risk[]): Risk {
  return risks[Math.max(0, ...found.map((risk) => risks.indexOf(risk)))] ?? 'none';
}

/** True where a risk is this one or a higher one. */
export function isAtLeast(risk: Risk, least: Risk): boolean {
  return risks.indexOf(risk) >= risks.indexOf(least);
}
