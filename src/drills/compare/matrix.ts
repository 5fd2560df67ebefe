/** Runs the same drills on several topologies and settings, one cluster at a time: what fails is written down, and the rest goes on. */
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { KafkaVersion } from '../../kafka/versions/versions.ts';
import { runMeasuresOf, type RunMeasures } from './run-measures.ts';
import type { UpgradeMeasures } from './upgrade-measures.ts';
import type { DrillResult } from '../run/run-drill.ts';

/** A cluster to bring up: a topology with a session timeout. */
export interface MatrixSetup {
  readonly topology: ResolvedTopology;
  /** Whether the session timeout is the topology's own, or was asked for. */
  readonly ownSession: boolean;
  /** The Kafka version that it is upgraded to. @default it is drilled */
  readonly upgradeTo?: KafkaVersion;
  /** Why nothing of it can be run, in words. @default it can be */
  readonly obstacle?: string;
}

/** One drill on one setup. */
export interface MatrixCell extends MatrixSetup {
  readonly drill: string;
  /** One entry per run that came to a verdict. */
  readonly runs: readonly RunMeasures[];
  /** Why there are fewer runs than asked for. @default all of them came to a verdict */
  readonly problem?: string;
  /** Whether the problem is that this topology cannot have this drill: nothing failed then. @default false */
  readonly impossible?: boolean;
}

/** A run that has ended. */
export interface MatrixRun {
  readonly result: DrillResult;
  /** What an upgrade cost beside. @default it was a drill */
  readonly upgrade?: UpgradeMeasures | undefined;
  /** Whether the cluster is another one since, which the next run cannot begin with. @default false */
  readonly isSpent?: boolean;
}

/** A cluster that is up for its drills. */
export interface MatrixCluster {
  drill(name: string): Promise<MatrixRun>;
  /** Takes it down, with its data. */
  down(): Promise<void>;
}

/** Where the numbers of runs are kept, so that a matrix that was cut short goes on. */
export interface KeptMeasures {
  /** Those of runs that were made before, in their order. */
  of(setup: MatrixSetup, drill: string): readonly RunMeasures[];
  add(setup: MatrixSetup, drill: string, measures: RunMeasures): Promise<void>;
}

/** What the matrix needs of the outside. */
export interface MatrixRunner {
  bringUp(setup: MatrixSetup): Promise<MatrixCluster>;
  /** Told before each run. @param run counts from 1 */
  onRun?(setup: MatrixSetup, drill: string, run: number): void;
  /** What was measured before, and is not measured again. @default nothing */
  readonly kept?: KeptMeasures;
  /** Told of a run that came to no verdict; the next one goes on. @param run counts from 1 */
  onLost?(setup: MatrixSetup, drill: string, run: number, problem: string): void;
  /** Given every drill that ended by itself, such as to write a report of it. @param run counts from 1 */
  onResult?(setup: MatrixSetup, run: number, result: DrillResult): Promise<void>;
  /** Told when a cell is done, with or without a problem. */
  onCell?(cell: MatrixCell): void;
}

/** What is run. */
export interface MatrixPlan {
  readonly setups: readonly MatrixSetup[];
  /** Names of drills. */
  readonly drills: readonly string[];
  /** How often each drill runs on each setup. */
  readonly runs: number;
}

/** What came of it. */
export interface MatrixResult {
  /** One per drill and setup, in order; those that were not come to have a problem. */
  readonly cells: readonly MatrixCell[];
  readonly interrupted: boolean;
}

/** True when a verdict of the cell failed, or when it has none that it should have. */
export function hasFailed({ runs, problem, impossible = false }: MatrixCell): boolean {
  return runs.some(({ passed }) => !passed) || (problem !== undefined && !impossible);
}

/** Runs all of it. An interruption ends it once the running drill has healed its cluster and that is down. */
export async function runMatrix(
  plan: MatrixPlan,
  runner: MatrixRunner,
  signal: AbortSignal,
): Promise<MatrixResult> {
  const cells: MatrixCell[] = [];
  for (const setup of plan.setups) {
    for (const cell of await new SetupRuns(setup, plan, runner, signal).all()) cells.push(cell);
  }
  return { cells, interrupted: signal.aborted };
}

/** An upgrade that is not at its end has not passed, whatever it kept until then. */
function measuresOf({ result, upgrade }: Pick<MatrixRun, 'result' | 'upgrade'>): RunMeasures {
  const measures = runMeasuresOf(result);
  if (upgrade === undefined) return measures;
  return { ...measures, passed: measures.passed && upgrade.stepsMs !== null, upgrade };
}

/** One start that fails may be a busy machine's; after so many in a row there will be none. */
const mostFailedStarts = 2;

/** The drills of one setup, and the cluster that they share as long as it is whole. */
class SetupRuns {
  private readonly setup: MatrixSetup;
  private readonly plan: MatrixPlan;
  private readonly runner: MatrixRunner;
  private readonly signal: AbortSignal;
  private cluster: MatrixCluster | undefined;
  private failedStarts = 0;
  /** Why no cluster can be had any more. */
  private obstacle: string | undefined;

  constructor(setup: MatrixSetup, plan: MatrixPlan, runner: MatrixRunner, signal: AbortSignal) {
    this.setup = setup;
    this.plan = plan;
    this.runner = runner;
    this.signal = signal;
  }

  async all(): Promise<readonly MatrixCell[]> {
    const cells: MatrixCell[] = [];
    for (const drill of this.plan.drills) {
      const cell = await this.cell(drill);
      cells.push(cell);
      this.runner.onCell?.(cell);
    }
    const left = await this.takeDown();
    const last = cells.at(-1);
    if (left === undefined || last === undefined) return cells;
    return [...cells.slice(0, -1), { ...last, problem: last.problem ?? left }];
  }

  private async cell(drill: string): Promise<MatrixCell> {
    const { kept } = this.runner;
    const { obstacle, ...setup } = this.setup;
    const runs: RunMeasures[] = [...(kept?.of(this.setup, drill) ?? [])].slice(0, this.plan.runs);
    const problems: string[] = [];
    const done = (...more: readonly string[]): MatrixCell => {
      const all = [...new Set([...problems, ...more])];
      return { ...setup, drill, runs, ...(all.length > 0 && { problem: all.join('; ') }) };
    };
    if (obstacle !== undefined) return { ...done(obstacle), impossible: true };
    for (let run = runs.length + 1; run <= this.plan.runs; run += 1) {
      if (this.signal.aborted) return done('interrupted');
      try {
        const { result, upgrade, isSpent = false } = await this.drill(drill, run);
        if (result.interrupted === true) return done('interrupted');
        const measures = measuresOf({ result, upgrade });
        runs.push(measures);
        await kept?.add(this.setup, drill, measures);
        await this.runner.onResult?.(this.setup, run, result);
        const left = isSpent || result.left !== undefined ? await this.giveUp() : undefined;
        if (left !== undefined) problems.push(left);
      } catch (error) {
        if (error instanceof InterruptedError) return done('interrupted');
        if (error instanceof LabError && error.code === 'not-supported') {
          return { ...done(error.message), impossible: true };
        }
        const left = await this.giveUp();
        problems.push(left === undefined ? messageOf(error) : `${messageOf(error)}; and then ${left}`);
        // Without a cluster every further run would say the same.
        if (this.obstacle !== undefined) return done();
        this.runner.onLost?.(this.setup, drill, run, messageOf(error));
      }
    }
    return done();
  }

  private async drill(drill: string, run: number): Promise<MatrixRun> {
    if (this.obstacle !== undefined) throw new LabError('not-ready', this.obstacle);
    this.runner.onRun?.(this.setup, drill, run);
    if (this.cluster === undefined) {
      try {
        this.cluster = await this.runner.bringUp(this.setup);
        this.failedStarts = 0;
      } catch (error) {
        this.failedStarts += 1;
        if (this.failedStarts === mostFailedStarts) this.obstacle = messageOf(error);
        throw error;
      }
    }
    return await this.cluster.drill(drill);
  }

  /** A cluster of which nobody knows what is left of it: the next drill gets another one. */
  private async giveUp(): Promise<string | undefined> {
    const left = await this.takeDown();
    // What could not be taken down has the ports of what would come after it.
    if (left !== undefined) this.obstacle = left;
    return left;
  }

  private async takeDown(): Promise<string | undefined> {
    const { cluster } = this;
    this.cluster = undefined;
    try {
      await cluster?.down();
      return undefined;
    } catch (error) {
      return `the cluster could not be taken down: ${messageOf(error)}`;
    }
  }
}
