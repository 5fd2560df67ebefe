/** A drill as a small declaration: what is broken, what is waited for, what is expected. */
import type { LabNode, ResolvedTopology } from '../kafka/node.ts';
import type { RunningCluster } from '../runtimes/runtime.ts';
import type { DrillSettings, FaultKind } from './history.ts';
import type { Expectation } from './promises.ts';

/**
 * Which node a fault hits: the leader of one of the topic's partitions (the first whose leader is not the active
 * controller, so that two failovers are not measured as one), the active controller, or a node by its id.
 */
export type DrillTarget = 'leader' | 'controller' | { readonly nodeId: string };

/** A state of the cluster that a drill waits for. */
export type DrillCondition =
  /** Every partition has a leader that was not lost. */
  | 'leaders-moved'
  /** Brokers that were lost are in no partition's in-sync replicas. */
  | 'isr-shrunk'
  /** Every partition has acknowledged a record since the wait began. */
  | 'writes-back'
  /** Every broker answers and sees all copies of every partition in sync. */
  | 'full-isr';

/** One step of a drill. Traffic runs through all of them. */
export type DrillStep =
  /** Does something to a node. */
  | { readonly kind: 'fault'; readonly fault: FaultKind; readonly target: DrillTarget }
  /** Waits, within limits that follow from the session timeout; in vain is a finding, not an error. */
  | { readonly kind: 'await'; readonly until: DrillCondition; readonly onlyIfSurvives?: boolean }
  /** Lets traffic go on. */
  | { readonly kind: 'traffic'; readonly durationMs: number }
  /** Undoes every fault: starts what was killed or stopped, resumes what was paused. */
  | { readonly kind: 'heal' }
  /** Anything else. */
  | { readonly kind: 'run'; readonly text: string; readonly run: (context: StepContext) => Promise<void> };

/** What a step of one's own is given. */
export interface StepContext {
  readonly cluster: RunningCluster;
  readonly topic: string;
  /** Nodes that a fault has hit and that are not healed yet. */
  readonly lost: readonly LabNode[];
}

/** A drill. */
export interface DrillPlan {
  /** As on the command line. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Why a topology cannot have this drill; undefined where it can. */
  preconditions(topology: ResolvedTopology): string | undefined;
  readonly steps: readonly DrillStep[];
  /** What must hold once these nodes are lost. */
  expectation(lost: readonly LabNode[], topology: ResolvedTopology, settings: DrillSettings): Expectation;
}
