/** Breaks nodes and brings them back, and remembers what is still broken. */
import { LabError, messageOf, RuntimeError } from '../errors.ts';
import { isBroker, type LabNode } from '../kafka/node.ts';
import type { RunningCluster } from '../runtimes/running-cluster.ts';
import type { Isolation, NodeStatus } from '../runtimes/runtime.ts';
import { NotYet, waitFor } from '../wait.ts';
import type { FaultKind } from './history.ts';
import type { Recorder } from './recorder.ts';

/** From what each isolation cuts a node off. */
export const isolationOf: Readonly<Partial<Record<FaultKind, Isolation>>> = {
  isolate: 'all',
  'isolate-from-cluster': 'cluster',
  'isolate-from-controllers': 'controllers',
};

/** A node that is broken now. */
interface OpenFault {
  readonly node: LabNode;
  readonly fault: FaultKind;
  /** The rack that was taken away with it as one. */
  readonly rack?: string;
}

/** What faults are done to, and where they are written down. */
export interface OpenFaultsOptions {
  readonly cluster: RunningCluster;
  readonly recorder: Recorder;
  /** How long a node may need to stay up once it is started, in milliseconds. */
  readonly startTimeoutMs: number;
}

/** A node that must not be there yet ends soon after its start; one that is seen so often stays. */
const steadyLooks = 8;
const lookIntervalMs = 500;

/** The faults of a drill that are not undone. */
export class OpenFaults {
  private readonly options: OpenFaultsOptions;
  private open: readonly OpenFault[] = [];

  constructor(options: OpenFaultsOptions) {
    this.options = options;
  }

  /** Nodes that are broken now, each once: one that was paused and then killed is one node less, not two. */
  get nodes(): readonly LabNode[] {
    return nodesOf(this.open);
  }

  /** Notes what is about to be broken: also a fault that fails half-way must be undone. */
  note(fault: FaultKind, nodes: readonly LabNode[], rack?: string): void {
    const added = nodes.map((node): OpenFault => ({ node, fault, ...(rack !== undefined && { rack }) }));
    this.open = [...this.open, ...added];
  }

  /** Breaks nodes, all at once. */
  async inflict(fault: FaultKind, nodes: readonly LabNode[], rack?: string): Promise<void> {
    const { cluster } = this.options;
    for (const node of nodes) this.mark('fault', 'start', fault, node);
    if (rack !== undefined) await cluster.killRack(rack);
    // All of them, before the failure of one is told: what goes on behind its back would meet the healing.
    const done = await Promise.allSettled(
      rack !== undefined ? [] : nodes.map(({ id }) => this.act(fault, id)),
    );
    const failed = done.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    for (const node of nodes) this.mark('fault', 'end', fault, node);
  }

  /**
   * Undoes every open fault, all at once: a majority comes back only together.
   * @throws RuntimeError naming the nodes that could not be brought back.
   */
  async heal(): Promise<void> {
    const faults = this.open;
    this.open = [];
    if (faults.length === 0) return;
    // Where not even the state of the nodes can be asked for, all of them are left.
    const failures = await this.undo(faults).catch((cause: unknown) =>
      nodesOf(faults).map((node) => ({ node, cause })),
    );
    const [first] = failures;
    if (first === undefined) return;
    const names = failures.map(({ node }) => node.id).join(', ');
    throw new RuntimeError('node-state', `${names} could not be brought back: ${messageOf(first.cause)}`, {
      cause: first.cause,
    });
  }

  /** @returns the nodes that could not be brought back, each with its reason. */
  private async undo(faults: readonly OpenFault[]): Promise<readonly { node: LabNode; cause: unknown }[]> {
    for (const rack of new Set(faults.flatMap((fault) => fault.rack ?? []))) await this.healRack(rack);
    const before = await this.options.cluster.status();
    // A node that was hit twice is brought back once: two starts at a time would meet each other.
    const broken = nodesOf(faults);
    const healed = await Promise.allSettled(
      broken.map((node) => {
        const kinds = faults.filter((fault) => fault.node.id === node.id).map(({ fault }) => fault);
        return this.bringBack(node, kinds, before);
      }),
    );
    return broken.flatMap((node, index) => {
      const outcome = healed[index];
      return outcome?.status === 'rejected' ? [{ node, cause: outcome.reason as unknown }] : [];
    });
  }

  private async act(fault: FaultKind, nodeId: string): Promise<void> {
    const { cluster } = this.options;
    const from = isolationOf[fault];
    if (from !== undefined) return cluster.isolate(nodeId, from);
    if (fault === 'kill' || fault === 'stop' || fault === 'pause') await cluster[fault](nodeId);
  }

  private async healRack(rack: string): Promise<void> {
    const { cluster, recorder } = this.options;
    recorder.record({ type: 'step', text: `start rack ${rack}` });
    await cluster.startRack(rack).catch((error: unknown) => {
      // All of it runs: the fault had not been done, or somebody undid it.
      if (!(error instanceof LabError) || error.code !== 'node-state') throw error;
    });
  }

  /** A fault that failed may have left another state than it meant to, so the state decides what undoes it. */
  private async bringBack(
    node: LabNode,
    kinds: readonly FaultKind[],
    before: readonly NodeStatus[],
  ): Promise<void> {
    const { cluster, recorder } = this.options;
    const status = before.find(({ id }) => id === node.id);
    const state = status?.state ?? 'stopped';
    for (const fault of kinds) this.mark('heal', 'start', fault, node);
    if (status?.isolated !== undefined) {
      recorder.record({ type: 'step', text: `reconnect ${node.id}` });
      await cluster.heal(node.id);
    }
    if (state === 'paused') {
      recorder.record({ type: 'step', text: `resume ${node.id}` });
      await cluster.resume(node.id);
    } else if (state === 'stopped') {
      recorder.record({ type: 'step', text: `start ${node.id}` });
      await this.startForGood(node);
    } else if (status?.isolated === undefined) {
      recorder.record({ type: 'step', text: `${node.id} runs` });
    }
    for (const fault of kinds) this.mark('heal', 'end', fault, node);
  }

  /**
   * Starts a node until it stays: with ZooKeeper a broker ends again while its own session of before is not over
   * (Kafka 3.9, KafkaZkClient.CheckedEphemeral).
   */
  private async startForGood({ id, software }: LabNode): Promise<void> {
    const { cluster, startTimeoutMs } = this.options;
    await cluster.start(id);
    if (cluster.topology.mode !== 'zookeeper' || software !== 'kafka') return;
    let seen = 0;
    const wait = { what: `${id} to stay up`, timeoutMs: startTimeoutMs, intervalMs: lookIntervalMs };
    await waitFor(wait, async () => {
      const state = (await cluster.status()).find((node) => node.id === id)?.state;
      if (state !== 'stopped') {
        seen += 1;
        return seen >= steadyLooks ? true : new NotYet('it has just been started');
      }
      seen = 0;
      await cluster.start(id);
      return new NotYet('it ended again: its session of before is not over');
    });
  }

  private mark(type: 'fault' | 'heal', edge: 'start' | 'end', fault: FaultKind, node: LabNode): void {
    const { id, number } = node;
    this.options.recorder.record({ type, edge, fault, nodeId: id, node: number, broker: isBroker(node) });
  }
}

/** Each node once, however often it was hit. */
function nodesOf(faults: readonly OpenFault[]): readonly LabNode[] {
  return [...new Map(faults.map(({ node }) => [node.id, node])).values()];
}
