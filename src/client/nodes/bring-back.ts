/**
 * Brings nodes back that checks and drills have broken: looks until they are back, since what was asked of an engine may
 * go on after whoever asked has given up, and a node that reads "running" once may be about to end.
 */
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { nodeCommand } from './node-command.ts';

/** A node that is to run, with everybody in reach. */
export interface BrokenNode {
  readonly id: string;
  /** Whether it was told to end, or to stand still, and nobody knows what came of it. @default false */
  readonly unsettled?: boolean;
}

/** What is done to a node to bring it back. */
export type Mending = 'reconnect' | 'resume' | 'start';

/** How nodes are brought back. */
export interface BringBackOptions {
  /** For all of them, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a node that was told to end, and runs, may still do so, in milliseconds. @default 30000 */
  readonly settleMs?: number;
  /** Pause between two looks, in milliseconds. @default 100 */
  readonly intervalMs?: number;
  /** Told each step before it is done. */
  readonly onStep?: (nodeId: string, step: Mending) => void;
  /** Told once nothing more needs to be done to a node; that it is back is seen after. */
  readonly onMended?: (nodeId: string) => void;
  /** Starts a node, where that is more than telling it to. @default the cluster's own start */
  readonly start?: (nodeId: string) => Promise<void>;
}

/** A node that is not back, and why. */
export interface NodeLeft {
  readonly id: string;
  readonly cause: unknown;
}

/**
 * Brings nodes back, all at once: a majority comes back only together.
 * @returns those that are not back when their time is over.
 */
export async function bringBack(
  cluster: RunningCluster,
  nodes: readonly BrokenNode[],
  options: BringBackOptions,
): Promise<readonly NodeLeft[]> {
  const { timeoutMs, intervalMs = 100 } = options;
  const pending = new Map(nodes.map((node) => [node.id, new Patient(cluster, node, options)]));
  const left: NodeLeft[] = [];
  const look = async (): Promise<true | NotYet> => {
    const states = new Map((await cluster.status()).map((status) => [status.id, status]));
    const round = await Promise.allSettled(
      [...pending].map(async ([id, patient]) => ({ id, missing: await patient.look(states.get(id)) })),
    );
    const ids = [...pending.keys()];
    for (const [index, outcome] of round.entries()) {
      const id = ids[index]!;
      if (outcome.status === 'rejected') left.push({ id, cause: outcome.reason });
      if (outcome.status === 'rejected' || outcome.value.missing === undefined) pending.delete(id);
    }
    const reasons = round.flatMap((outcome) =>
      outcome.status === 'fulfilled' && outcome.value.missing !== undefined
        ? [`${outcome.value.id} ${outcome.value.missing}`]
        : [],
    );
    return pending.size === 0 ? true : new NotYet(reasons.join('; '));
  };
  try {
    const what = `${nodes.map(({ id }) => id).join(', ')} to be back`;
    if (nodes.length > 0) await waitFor({ what, timeoutMs, intervalMs }, look);
  } catch (cause) {
    // Where not even the state of the nodes can be asked for, all of them are left.
    left.push(...[...pending.keys()].map((id) => ({ id, cause })));
  }
  return left;
}

/** The nodes that are left, why, and the commands that bring them back. */
export function leftBehind({ instance }: RunningCluster, left: readonly NodeLeft[]): RuntimeError {
  const names = left.map(({ id }) => id).join(', ');
  const fixes = left.map(({ id }) => nodeCommand(instance, 'start', id)).join('; ');
  const message = `${names} could not be brought back: ${messageOf(left[0]?.cause)}; try again: ${fixes}`;
  return new RuntimeError('node-state', message, { cause: left[0]?.cause });
}

/** Whether an error leaves open what became of what was asked: one that refuses says that nothing did. */
export function leavesOpen(error: unknown): boolean {
  const refusals = ['usage', 'node-state', 'not-supported', 'unknown-node', 'tool-missing', 'no-instance'];
  return !(error instanceof LabError && refusals.includes(error.code));
}

/** One node on its way back. */
class Patient {
  private readonly cluster: RunningCluster;
  private readonly id: string;
  private readonly options: BringBackOptions;
  /** Until when it may still do what it was told before. */
  private settledMs: number;
  private mended = false;
  /** State that was seen and not met. */
  private contradicted: NodeStatus['state'] | undefined;

  constructor(cluster: RunningCluster, { id, unsettled = false }: BrokenNode, options: BringBackOptions) {
    this.cluster = cluster;
    this.id = id;
    this.options = options;
    this.settledMs = unsettled ? performance.now() + (options.settleMs ?? 30_000) : 0;
  }

  /** Does what must be done to a node in this state. @returns what is missing; undefined once it is back. */
  async look(status: NodeStatus | undefined): Promise<string | undefined> {
    if (status?.ending === true) return 'is still ending';
    const steps = mendingsOf(status);
    if (steps.length === 0) {
      if (performance.now() < this.settledMs) return 'runs, and was told to end';
      this.noteMended();
      return undefined;
    }
    try {
      for (const step of steps) await this.mend(step);
      this.contradicted = undefined;
      this.noteMended();
    } catch (error) {
      // It was seen in one state and met in another: a second look tells which of them lasts.
      const state = status?.state ?? 'stopped';
      const isNews = error instanceof LabError && error.code === 'node-state' && this.contradicted !== state;
      if (!isNews) throw error;
      this.contradicted = state;
    }
    return 'has just been told to come back';
  }

  private async mend(step: Mending): Promise<void> {
    const { cluster, id, options } = this;
    options.onStep?.(id, step);
    if (step === 'reconnect') await cluster.heal(id);
    else if (step === 'resume') await cluster.resume(id);
    else await (options.start === undefined ? cluster.start(id) : options.start(id));
    // It had done what it was told to.
    this.settledMs = 0;
  }

  private noteMended(): void {
    if (!this.mended) this.options.onMended?.(this.id);
    this.mended = true;
  }
}

/** What must be done to a node, in this order. */
function mendingsOf(status: NodeStatus | undefined): readonly Mending[] {
  const reconnect = status?.isolated === undefined ? [] : (['reconnect'] as const);
  if (status?.state === 'running') return reconnect;
  return [...reconnect, status?.state === 'paused' ? 'resume' : 'start'];
}
