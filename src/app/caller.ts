/** What a use case is given by whoever asks for it: a verb in a terminal, a test suite, a page. */
import type { Progress } from '../cluster/lifecycle.ts';
import type { TopologyRegistry } from './find/registry.ts';

/** Progress whose steps end. */
export interface StepProgress extends Progress {
  /** Marks the current step as done. @param text what became of it. @default the step's own text */
  succeed(text?: string): void;
  /** Stops showing; an error is told by whoever reports it. */
  stop(): void;
}

/** Something that must not be left half done without a word. */
export interface Unfinished {
  /** What an interruption still waits for, as it reads after "interrupted: ". @default nobody is told */
  readonly finishing?: string;
  /** What stays as it is when it is not waited for, one line each, with the command that mends it. @default nothing */
  readonly left?: () => readonly string[];
}

/** Whoever asks for a use case. */
export interface Caller {
  /** Where names of topologies are looked up. */
  readonly topologies: TopologyRegistry;
  readonly progress: StepProgress;
  /** Fires when the work is to end; it then cleans up first. */
  readonly signal: AbortSignal;
  /** Runs work that cleans up by itself when the signal fires, and is waited for. */
  finishing<T>(this: void, task: Unfinished, work: () => Promise<T>): Promise<T>;
}
