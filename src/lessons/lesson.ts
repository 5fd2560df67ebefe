/** What a lesson is: data, and a look at the real cluster for each step. Nothing here judges what a person typed. */
import { NotYet } from '../wait.ts';
import type { Lab } from './lab.ts';

/** What a check saw of a cluster that is as the step wants it. */
export interface Seen {
  /** One line for the learner. */
  readonly saw: string;
  /** What stands beside the prediction, where the step has one. */
  readonly measured?: string;
}

/** What the learner is asked to say before the step is done. */
export interface Prediction {
  readonly question: string;
  /** The only answers there are. @default a number */
  readonly choices?: readonly string[];
  /** What the number counts, such as `seconds`. @default it says so itself */
  readonly unit?: string;
  /** A number is right that is at most so many times too large or too small. @default 1: only the very number is */
  readonly within?: number;
}

/** One step of a lesson. */
export interface Step {
  readonly title: string;
  /** What to do and why, in paragraphs with an empty line between. */
  readonly text: string;
  /** @default there is nothing to foresee */
  readonly predict?: Prediction;
  /** Command lines that do the step, as a person types them: each begins with `klab`, or has a `byHand`; NODE is the node that is stopped, REPORT the folder of the newest report. */
  readonly commands: readonly string[];
  /**
   * Does the step where commands need terminals of their own; what it leaves running ends with the function that it returns.
   * @default the commands, one after the other
   */
  readonly byHand?: (lab: Lab) => Promise<() => Promise<void>>;
  /** Looks at the cluster. @returns what it saw, or what it lacks with the fix */
  readonly check: (lab: Lab) => Promise<Seen | NotYet>;
  /** How long what the step wants may take to come, in milliseconds. @default 2000 */
  readonly patienceMs?: number;
  readonly hint: string;
}

/** A lesson that a person works through on a real cluster. */
export interface Lesson {
  /** As it is typed: `keys-and-order`. */
  readonly name: string;
  readonly title: string;
  /** What it will show, in one or two sentences. */
  readonly shows: string;
  /** The topology that it is worked through on. */
  readonly topology: string;
  /** About how long it takes a person. */
  readonly minutes: number;
  /** Topics that its steps make; they are removed when it is reset or ends. */
  readonly topics: readonly string[];
  /** Consumer groups that its steps make; removed with the topics. */
  readonly groups: readonly string[];
  /** Removes what its steps have made besides. @default there is nothing else */
  readonly tidy?: (lab: Lab) => Promise<void>;
  readonly steps: readonly Step[];
  /** What to remember, a line each. */
  readonly remember: readonly string[];
}

/** What a check saw. @param measured what stands beside the prediction */
export function seen(saw: string, measured?: string | number): Seen {
  return { saw, ...(measured !== undefined && { measured: String(measured) }) };
}

/** What the cluster lacks for the step to be done: what is there, what is wanted, the fix. */
export function lacks(reason: string): NotYet {
  return new NotYet(reason);
}
