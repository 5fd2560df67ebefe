/** One node as a drill expects it to be, and whether what is seen of it is the drill's doing. */
import type { LabNode } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Isolation, NodeStatus } from '../../cluster/node-status.ts';
import type { IncidentEvent, IncidentKind } from '../record/history.ts';
import type { AfterAct } from './own-acts.ts';

/** Kinds that last until the node is as it should be again. */
export type LastingKind = Exclude<IncidentKind, 'back' | 'engine-silent' | 'engine-back'>;

/** Running without an answer for so long is no pause of a busy machine, in milliseconds. */
const silentMs = 5_000;
/** What others say of a broker is believed once it has lasted, in milliseconds. */
const fencedMs = 500;

/** The nodes of a cluster, and those that are to come, by id. */
export function watchedNodes({
  topology,
  joining = [],
}: Pick<RunningCluster, 'topology' | 'joining'>): ReadonlyMap<string, WatchedNode> {
  const there = topology.nodes.map((node) => new WatchedNode(node));
  const toCome = joining.map(({ node }) => new WatchedNode(node, 'stopped'));
  return new Map([...there, ...toCome].map((watched) => [watched.node.id, watched]));
}

/** What a node is expected to do. */
export class WatchedNode {
  readonly node: LabNode;
  /** What lasts of what somebody else did to it. */
  open: LastingKind | undefined;
  /** How often it ended by itself after the drill had started it. */
  endings = 0;
  /** The last line of its log while all was well. */
  anchor: string | undefined;
  /** When the drill had ended it, in milliseconds of the recording; undefined while it is to run. */
  endedMs: number | undefined;
  private state: NodeStatus['state'];
  private isolated: Isolation | undefined;
  private life: string | undefined;
  /** Grows with each act of the drill: a look that began before one tells nothing. */
  private acts = 0;
  private acting = 0;
  private pending: LastingKind | undefined;
  private silentSinceMs: number | undefined;
  private fencedSinceMs: number | undefined;
  /** Whether it has answered, and was counted as alive, since it was last touched by anybody. */
  private settled = false;
  private touched = false;
  private answers = false;

  /** @param state as the drill finds it. @default it runs */
  constructor(node: LabNode, state: NodeStatus['state'] = 'running') {
    this.node = node;
    this.state = state;
  }

  /** Which node an incident is about. */
  get about(): Pick<IncidentEvent, 'nodeId' | 'node' | 'ofCluster'> {
    const { id, number, role } = this.node;
    return { nodeId: id, node: number, ofCluster: role !== 'service' };
  }

  /** Whether the drill has it in its hands, or has broken it. */
  get isBroken(): boolean {
    return this.acting > 0 || this.state !== 'running' || this.isolated !== undefined;
  }

  /** Whether it answers now, where it is a broker. */
  get isHeard(): boolean {
    return this.answers;
  }

  /** Whether it is expected to run and nothing is being done to it. */
  get shouldRun(): boolean {
    return this.acting === 0 && this.state === 'running';
  }

  /** Whether the drill had it in its hands: what becomes of it later may still be the drill's doing. */
  get wasTouched(): boolean {
    return this.touched;
  }

  /** A number that is another one once the drill has done something. */
  get moment(): number {
    return this.acts;
  }

  /** The drill begins to do something to it. */
  begin(): void {
    this.acting += 1;
    this.touched = true;
    this.forget();
  }

  /** The drill has done it. @param atMs when */
  end(after: AfterAct | undefined, atMs?: number): void {
    this.acting -= 1;
    this.forget();
    if (after?.state !== undefined) {
      this.state = after.state;
      this.endedMs = after.state === 'stopped' ? atMs : undefined;
    }
    if (after?.isolated !== undefined) this.isolated = after.isolated === 'no' ? undefined : after.isolated;
  }

  /** The drill has undone its faults, or has found them undone. */
  mended(): void {
    this.state = 'running';
    this.endedMs = undefined;
    this.isolated = undefined;
    this.forget();
  }

  /** A broker begins or ceases to answer. */
  reach(answers: boolean, atMs: number): void {
    this.answers = answers;
    this.silentSinceMs = answers ? undefined : atMs;
  }

  /** Others count it as alive, or no longer do. */
  fenced(fenced: boolean, atMs: number): void {
    this.fencedSinceMs = fenced ? (this.fencedSinceMs ?? atMs) : undefined;
  }

  /**
   * What somebody else did to it, as far as its runtime sees; `unsure` where another look must tell.
   * @returns undefined where it is as it was.
   */
  judge({ state, life, isolated }: NodeStatus): LastingKind | 'unsure' | undefined {
    const before = this.life;
    if (life !== undefined) this.life = life;
    if (this.acting > 0) return undefined;
    const isAnother = before !== undefined && life !== undefined && before !== life;
    if (isAnother && this.state !== 'stopped' && state !== 'stopped' && this.open !== 'ended') {
      this.settled = false;
      return 'restarted';
    }
    const kind = this.deviation(state, isolated);
    if (kind === undefined || kind === this.open) {
      this.pending = undefined;
      return undefined;
    }
    if (this.pending === kind) return kind;
    this.pending = kind;
    return 'unsure';
  }

  /** What its answers and the others show, which its runtime does not see. @param shaken whether the drill took the majority */
  judgeAnswers(nowMs: number, shaken: boolean): LastingKind | undefined {
    const counted = this.answers && this.fencedSinceMs === undefined;
    if (counted) this.settled = true;
    if (!this.shouldRun || this.isolated !== undefined || !this.settled || this.open !== undefined)
      return undefined;
    if (this.silentSinceMs !== undefined && nowMs - this.silentSinceMs > silentMs) return 'silent';
    const isFenced = this.fencedSinceMs !== undefined && nowMs - this.fencedSinceMs > fencedMs;
    return isFenced && !shaken ? 'fenced' : undefined;
  }

  /** Since when it has neither answered nor been counted; undefined where it does and is. */
  get troubleSinceMs(): number | undefined {
    return this.silentSinceMs ?? this.fencedSinceMs;
  }

  /** Whether what somebody else did to it is over. @param status undefined to ask about its answers alone */
  isBack({ state, isolated }: NodeStatus, isBroker: boolean): boolean {
    if (this.deviation(state, isolated) !== undefined) return false;
    // What the drill has broken need not answer.
    return !isBroker || !this.shouldRun || this.isolated !== undefined || this.isCounted;
  }

  private get isCounted(): boolean {
    return this.answers && this.fencedSinceMs === undefined;
  }

  private deviation(state: NodeStatus['state'], isolated: Isolation | undefined): LastingKind | undefined {
    if (state !== this.state) {
      if (state === 'stopped') return 'ended';
      if (state === 'paused') return 'paused';
      return this.state === 'paused' ? 'resumed' : 'started';
    }
    if (isolated === this.isolated || state === 'stopped') return undefined;
    return isolated === undefined ? 'reconnected' : 'cut-off';
  }

  private forget(): void {
    this.acts += 1;
    this.life = undefined;
    this.pending = undefined;
    this.settled = false;
  }
}
