/** What a look at a file finds, as data. */
import type { Risk } from '../diff/changes.ts';
import type { Cluster } from './cluster.ts';

/** One thing that is wrong with a file, or will be. */
export interface LintFinding {
  /** Id of the rule that says so. */
  readonly rule: string;
  /** `high`: it does not work, or loses records; `medium`: it works for some, or until something breaks; `low`: a habit. */
  readonly risk: Exclude<Risk, 'none'>;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The services it is about: what several have from one line is told once. */
  readonly nodes: readonly string[];
  /** What is wrong, in one sentence without a full stop. */
  readonly text: string;
  /** What to do about it. */
  readonly fix: string;
  /** Where it is written. */
  readonly source: string;
}

/** What a rule says: where is told by a service and a word that its line has. */
export type Said = Pick<LintFinding, 'text' | 'fix'> & {
  readonly node: string;
  /** A setting, or another word of the line. @default the service's own line */
  readonly at?: string;
  /** A text, such as a password, that must stand in the files as it is, and not come from a variable; it is told to nobody. @default none */
  readonly shown?: string;
  /** @default the rule's */
  readonly risk?: LintFinding['risk'];
};

/** One piece of knowledge about what can be wrong. */
export interface LintRule {
  readonly id: string;
  readonly risk: LintFinding['risk'];
  /** Where it is written. */
  readonly source: string;
  /** Whether it holds of compose files alone, which are whole and whose services share one host's ports. @default false */
  readonly ofCompose?: boolean;
  find(cluster: Cluster): readonly Said[];
}
