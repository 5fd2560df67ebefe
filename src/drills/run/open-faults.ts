/** Breaks nodes and brings them back, and remembers what is still broken. */
import { bringBack, leavesOpen, leftBehind, type NodeLeft } from '../../client/nodes/bring-back.ts';
import { untilAnswering } from '../../client/nodes/answering.ts';
import { RuntimeError } from '../../errors.ts';
import { isBroker, type LabNode } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { faults, faultWords, type FaultKind } from '../faults/index.ts';
import type { EventOf } from '../record/events.ts';
import { returnText } from '../record/returns.ts';
import { noteReturn } from '../watch/returns.ts';
import type { Recorder } from '../record/recorder.ts';

/** A node that is broken now. */
interface OpenFault {
  readonly node: LabNode;
  readonly fault: FaultKind;
  /** The rack that was taken away with it as one. */
  readonly rack?: string;
  /** Whether it was asked for, and nobody knows what came of it. @default false */
  readonly unsettled?: true;
}

/** What faults are done to, and where they are written down. */
export interface OpenFaultsOptions {
  readonly cluster: RunningCluster;
  readonly recorder: Recorder;
  /** What the names of all the drill's topics begin with. */
  readonly topic: string;
  /** How long a node may need to stay up once it is started, in milliseconds. */
  readonly startTimeoutMs: number;
  /** Why a broker does not answer as a member; undefined where it does. @default it is asked */
  readonly obstacle?: (node: LabNode) => Promise<string | undefined>;
}

/** Between two looks at a broker that was started. */
const lookIntervalMs = 500;

/** The faults of a drill that are not undone. */
export class OpenFaults {
  private readonly options: OpenFaultsOptions;
  private open: readonly OpenFault[] = [];
  /** When nodes were hit last, in milliseconds of the recording. */
  private readonly hitMs = new Map<string, number>();

  constructor(options: OpenFaultsOptions) {
    this.options = options;
    options.recorder.onEvent((event) => {
      if (event.type === 'return') this.undone(event);
    });
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
    const { cluster, recorder, topic } = this.options;
    const say = (text: string): void => recorder.record({ type: 'step', text });
    for (const node of nodes) this.mark('fault', 'start', fault, node);
    // All of them, before the failure of one is told: what goes on behind its back would meet the healing.
    const done = await Promise.allSettled(
      rack === undefined
        ? nodes.map(({ id }) => faults[fault].act(cluster, id, { topic, say }))
        : [faults[fault].rack?.act(cluster, rack) ?? Promise.resolve()],
    );
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      this.unsettle(nodes.filter((_, index) => isOpen(done[rack === undefined ? index : 0]!)));
      throw failed.reason;
    }
    for (const node of nodes) {
      this.mark('fault', 'end', fault, node);
      this.hitMs.set(node.id, this.options.recorder.nowMs());
    }
  }

  /**
   * Undoes every open fault, all at once: a majority comes back only together.
   * @throws RuntimeError naming the nodes that could not be brought back.
   */
  async heal(): Promise<void> {
    const { open } = this;
    this.open = [];
    if (open.length === 0) return;
    // Where not even the state of the nodes can be asked for, all of them are left.
    const left = await this.undo(open).catch((cause: unknown) =>
      nodesOf(open).map(({ id }) => ({ id, cause })),
    );
    if (left.length > 0) throw leftBehind(this.options.cluster, left);
  }

  /** What has started a node again has undone its faults: that it stayed down was not to be had. */
  private undone({ nodeId, by, afterMs }: EventOf<'return'>): void {
    const own = this.open.filter(({ node }) => node.id === nodeId);
    this.open = this.open.filter(({ node }) => node.id !== nodeId);
    const text = returnText({ nodeId, by, afterMs });
    this.options.recorder.record({ type: 'step', text });
    for (const edge of ['start', 'end'] as const) {
      for (const { fault, node } of own) this.mark('heal', edge, fault, node);
    }
  }

  /** @returns the nodes that could not be brought back, each with its reason. */
  private async undo(open: readonly OpenFault[]): Promise<readonly NodeLeft[]> {
    await this.undoRacks(open);
    // A node that was hit twice is brought back once: two starts at a time would meet each other.
    const broken = nodesOf(open);
    const begun = new Set<string>();
    const mark = (edge: 'start' | 'end', id: string): void => {
      for (const { node, fault } of open) if (node.id === id) this.mark('heal', edge, fault, node);
    };
    const begin = (id: string, text: string): void => {
      if (!begun.has(id)) mark('start', id);
      begun.add(id);
      this.options.recorder.record({ type: 'step', text });
    };
    // A fault that failed may have left another state than it meant to, so the state decides what undoes it.
    return await bringBack(
      this.options.cluster,
      broken.map(({ id }) => ({ id, unsettled: open.some((one) => one.node.id === id && one.unsettled) })),
      {
        timeoutMs: this.options.startTimeoutMs,
        start: (id) => this.startForGood(broken.find((node) => node.id === id)!),
        onStep: (id, step) => begin(id, step === 'start' ? this.startText(id) : `${step} ${id}`),
        onMended: (id) => {
          if (!begun.has(id)) {
            begin(id, `${id} runs`);
            this.noteReturned(id, open);
          }
          mark('end', id);
        },
      },
    );
  }

  /** A node that the drill had ended and that runs before anybody has started it: nobody had looked since it came back. */
  private noteReturned(id: string, open: readonly OpenFault[]): void {
    const ended = open.find(({ node, fault }) => node.id === id && (fault === 'kill' || fault === 'stop'));
    const { cluster, recorder } = this.options;
    if (ended !== undefined) noteReturn(cluster, { node: ended.node, endedMs: this.hitMs.get(id) }, recorder);
  }

  /** What was taken away as one comes back as one. */
  private async undoRacks(open: readonly OpenFault[]): Promise<void> {
    const { cluster, recorder } = this.options;
    const hit = new Map(
      open.flatMap(({ fault, rack }) => (rack === undefined ? [] : [[rack, fault] as const])),
    );
    for (const [rack, fault] of hit) {
      recorder.record({ type: 'step', text: `${faultWords(fault).undoes} rack ${rack}` });
      await faults[fault].rack?.undo(cluster, rack);
    }
  }

  /** The faults of these nodes were asked for, and may be done yet. */
  private unsettle(nodes: readonly LabNode[]): void {
    const ids = new Set(nodes.map(({ id }) => id));
    this.open = this.open.map((fault) => (ids.has(fault.node.id) ? { ...fault, unsettled: true } : fault));
  }

  /** Starts a node until it stays: with ZooKeeper a broker ends again while its own session of before is not over. */
  private async startForGood(node: LabNode): Promise<void> {
    const { id, software } = node;
    const { cluster, startTimeoutMs, obstacle, recorder } = this.options;
    await cluster.start(id);
    // Where something else starts nodes, whoever asked for it only waited.
    noteReturn(this.options.cluster, { node, endedMs: this.hitMs.get(id) }, this.options.recorder);
    if (cluster.topology.mode !== 'zookeeper' || software !== 'kafka') return;
    const silent = await untilAnswering(cluster, [id], {
      timeoutMs: startTimeoutMs,
      intervalMs: lookIntervalMs,
      onAgain: () =>
        recorder.record({ type: 'step', text: `start ${id} again: ZooKeeper had its session of before` }),
      ...(obstacle && { obstacle }),
    });
    if (silent === undefined) return;
    // One that runs and answers nothing is left to whoever waits for the cluster.
    const state = (await cluster.status()).find((node) => node.id === id)?.state;
    if (state === 'stopped') throw new RuntimeError('not-ready', `${id} does not run: ${silent}`);
  }

  private startText(id: string): string {
    const by = this.options.cluster.restarterOf?.(id);
    return by === undefined ? `start ${id}` : `wait for ${by} to start ${id}`;
  }

  private mark(type: 'fault' | 'heal', edge: 'start' | 'end', fault: FaultKind, node: LabNode): void {
    const { id, number } = node;
    this.options.recorder.record({ type, edge, fault, nodeId: id, node: number, broker: isBroker(node) });
  }
}

/** Whether nobody knows what came of a fault. */
function isOpen(outcome: PromiseSettledResult<unknown>): boolean {
  return outcome.status === 'rejected' && leavesOpen(outcome.reason);
}

/** Each node once, however often it was hit. */
function nodesOf(faults: readonly OpenFault[]): readonly LabNode[] {
  return [...new Map(faults.map(({ node }) => [node.id, node])).values()];
}
