/** Carries out the steps of a plan while traffic and observer go on. */
import { setTimeout as delay } from 'node:timers/promises';
import { InterruptedError, LabError, RuntimeError } from '../errors.ts';
import { isBroker, type LabNode } from '../kafka/node.ts';
import type { RunningCluster } from '../runtimes/runtime.ts';
import { NotYet, waitFor } from '../wait.ts';
import { conditionNames, missingFor } from './conditions.ts';
import type { DrillLimits } from './drill-setup.ts';
import type { DrillSettings, FaultKind } from './history.ts';
import type { Observer } from './observer.ts';
import type { DrillCondition, DrillPlan, DrillStep, DrillTarget } from './plan.ts';
import type { Expectation } from './promises.ts';
import type { Recorder } from './recorder.ts';

/** What steps work on. */
export interface StepsOptions {
  readonly cluster: RunningCluster;
  readonly plan: DrillPlan;
  readonly settings: DrillSettings;
  readonly limits: DrillLimits;
  readonly observer: Observer;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

const pollMs = 25;
/** Over how long the rate of acknowledgements is measured. */
const rateSpanMs = 2_000;
/** Share of the asked rate that counts as steady. */
const steadyShare = 0.8;
/** A machine too slow for the asked rate is steady as well, after so long. */
const settleMs = 10_000;

/** How a node in each state is brought back: a fault that failed may have left another state than it meant to. */
const undo = { running: undefined, paused: 'resume', stopped: 'start' } as const;

/** Runs steps, and remembers what they broke. */
export class DrillSteps {
  /** What the drill waited for in vain, in words. */
  readonly notReached: string[] = [];
  private readonly options: StepsOptions;
  private readonly open: { node: LabNode; fault: FaultKind }[] = [];
  /** Times of acknowledgements by partition; only the last seconds are kept. */
  private readonly acksMs = new Map<number, number[]>();
  private expected: Expectation | undefined;

  constructor(options: StepsOptions) {
    this.options = options;
    options.recorder.onEvent((event) => {
      if (event.type !== 'ack') return;
      const acksMs = this.acksMs.get(event.partition) ?? [];
      this.acksMs.set(event.partition, [
        ...acksMs.filter((atMs) => atMs > event.atMs - rateSpanMs),
        event.atMs,
      ]);
    });
  }

  /** What the plan expects of the faults so far; of no fault at all, that everything goes on. */
  get expectation(): Expectation {
    return this.expected ?? { survives: true, because: 'nothing was broken' };
  }

  /** Waits until every partition takes writes steadily. @throws RuntimeError when it does not. */
  async warmUp(): Promise<void> {
    const { settings, limits, recorder } = this.options;
    const startedAtMs = recorder.nowMs();
    await this.wait('steady traffic to a healthy topic', limits.warmUpMs, () => {
      const missing = this.missing('full-isr', 0);
      if (missing !== undefined) return missing;
      const elapsedMs = recorder.nowMs() - startedAtMs;
      for (let partition = 0; partition < settings.partitions; partition += 1) {
        const rate = this.ratePerSecond(partition);
        const enough = elapsedMs > settleMs ? rate > 0 : rate * settings.intervalMs >= 1_000 * steadyShare;
        if (!enough) return `partition ${partition} acknowledges ${Math.round(rate)} records/s`;
      }
      return undefined;
    });
  }

  /** Carries out one step. */
  async run(step: DrillStep): Promise<void> {
    const { cluster, signal, settings } = this.options;
    if (signal.aborted) throw new InterruptedError();
    switch (step.kind) {
      case 'fault':
        return await this.inflict(step.fault, this.target(step.target));
      case 'heal':
        return await this.heal();
      case 'await':
        if (step.onlyIfSurvives !== true || this.expectation.survives) await this.awaitCondition(step.until);
        return;
      case 'traffic':
        this.say(`traffic goes on for ${step.durationMs} ms`);
        await delay(step.durationMs, undefined, { signal }).catch(() => {
          throw new InterruptedError();
        });
        return;
      case 'run':
        this.say(step.text);
        return await step.run({ cluster, topic: settings.topic, lost: this.lost() });
    }
  }

  /**
   * Undoes every fault that is still open, however the drill ended.
   * @throws RuntimeError naming the nodes that could not be brought back.
   */
  async heal(): Promise<void> {
    const left: string[] = [];
    let cause: unknown;
    for (const { node, fault } of this.open.splice(0)) {
      try {
        await this.bringBack(node, fault);
      } catch (error) {
        cause ??= error;
        left.push(node.id);
      }
    }
    if (left.length === 0) return;
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    throw new RuntimeError('node-state', `${left.join(', ')} could not be brought back${reason}`, { cause });
  }

  private async bringBack(node: LabNode, fault: FaultKind): Promise<void> {
    const { cluster } = this.options;
    const state = (await cluster.status()).find(({ id }) => id === node.id)?.state ?? 'stopped';
    const action = undo[state];
    this.say(action === undefined ? `${node.id} runs` : `${action} ${node.id}`);
    this.mark('heal', 'start', fault, node);
    if (action !== undefined) await cluster[action](node.id);
    this.mark('heal', 'end', fault, node);
  }

  private async inflict(fault: FaultKind, node: LabNode): Promise<void> {
    const { cluster, observer, plan, settings } = this.options;
    const led = observer.partitions().filter(({ leader }) => isBroker(node) && leader === node.number);
    const role = [
      ...led.map(({ partition }) => `leader of ${settings.topic}/${partition}`),
      ...(observer.activeController() === node.number ? ['active controller'] : []),
    ].join(', ');
    this.say(`${fault} ${node.id}${role === '' ? '' : ` (${role})`}`);
    // Before it is done: a fault that fails half-way must be undone as well.
    this.open.push({ node, fault });
    this.expected = plan.expectation(this.lost(), cluster.topology, settings);
    this.mark('fault', 'start', fault, node);
    await cluster[fault](node.id);
    this.mark('fault', 'end', fault, node);
  }

  private async awaitCondition(until: DrillCondition): Promise<void> {
    const { recorder, limits } = this.options;
    const sinceMs = recorder.nowMs();
    const what = conditionNames[until];
    const timeoutMs = this.open.length > 0 ? limits.failoverMs : limits.recoveryMs;
    this.say(`wait for ${what}, ${Math.round(timeoutMs / 1_000)} s at most`);
    try {
      await this.wait(what, timeoutMs, () => this.missing(until, sinceMs));
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
      this.notReached.push(error.message);
      this.say(error.message);
    }
  }

  private missing(condition: DrillCondition, sinceMs: number): string | undefined {
    const { cluster, settings, observer } = this.options;
    return missingFor(condition, {
      topology: cluster.topology,
      settings,
      lost: this.lost(),
      partitions: observer.partitions(),
      opinions: (partition) => observer.opinions(partition),
      answering: observer.answering(),
      lastAckMs: (partition) => this.acksMs.get(partition)?.at(-1),
      sinceMs,
    });
  }

  /** Acknowledgements per second, lately. */
  private ratePerSecond(partition: number): number {
    const sinceMs = this.options.recorder.nowMs() - rateSpanMs;
    const recent = (this.acksMs.get(partition) ?? []).filter((atMs) => atMs > sinceMs);
    return (recent.length * 1_000) / rateSpanMs;
  }

  private async wait(what: string, timeoutMs: number, missing: () => string | undefined): Promise<void> {
    await waitFor({ what, timeoutMs, intervalMs: pollMs, signal: this.options.signal }, async () => {
      const reason = missing();
      return reason === undefined ? true : new NotYet(reason);
    });
  }

  private target(target: DrillTarget): LabNode {
    const { cluster, observer, settings } = this.options;
    const { nodes } = cluster.topology;
    const controller = observer.activeController();
    if (typeof target !== 'string')
      return found(
        target.nodeId,
        nodes.find(({ id }) => id === target.nodeId),
      );
    if (target === 'controller') {
      return found(
        'the active controller',
        nodes.find(({ software, number }) => software === 'kafka' && number === controller),
      );
    }
    const leaders = observer.partitions().map(({ leader }) => leader);
    const number = leaders.find((leader) => leader >= 0 && leader !== controller) ?? leaders[0];
    return found(
      `a leader of ${settings.topic}`,
      nodes.find((node) => isBroker(node) && node.number === number),
    );
  }

  private lost(): readonly LabNode[] {
    return this.open.map(({ node }) => node);
  }

  private say(text: string): void {
    this.options.recorder.record({ type: 'step', text });
  }

  private mark(type: 'fault' | 'heal', edge: 'start' | 'end', fault: FaultKind, node: LabNode): void {
    this.options.recorder.record({
      type,
      edge,
      fault,
      nodeId: node.id,
      node: node.number,
      broker: isBroker(node),
    });
  }
}

function found(what: string, node: LabNode | undefined): LabNode {
  if (node === undefined) throw new RuntimeError('client', `cannot find ${what} in the cluster now`);
  return node;
}
