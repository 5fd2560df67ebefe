/** Watches every node by its runtime while a drill runs: what happens to one and is not the drill's doing is an incident. */
import { LabError, RuntimeError } from '../../errors.ts';
import { isBroker, votersOf } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { Alarm } from '../../alarm.ts';
import type { HistoryEvent, IncidentEvent } from '../record/history.ts';
import { causeOf, noteLog } from './node-causes.ts';
import { noteActs } from './own-acts.ts';
import type { Recorder } from '../record/recorder.ts';
import { noteOldSession, noteReturn, startedAgainBy } from './returns.ts';
import { watchedNodes, type LastingKind, type WatchedNode } from './watched-node.ts';

/** Looks cost time of the machine whose pauses are measured: they take this share of it at most. */
const lookShare = 0.15;
const shortestPauseMs = 400;
/** Until a second look tells whether the first one met a moment between two states. */
const secondLookMs = 100;
/** A node that ends so often after its start will not stay. */
const mostEndings = 2;

/** Watches from before the first fault to the last look at the cluster. */
export class NodeWatch {
  /** The cluster for all that the drill does: through it its own acts are known. */
  readonly cluster: RunningCluster;
  /** The cluster as it is, whose acts nobody notes. */
  private readonly given: RunningCluster;
  private readonly recorder: Recorder;
  private readonly nodes: ReadonlyMap<string, WatchedNode>;
  private readonly alarm = new Alarm();
  private readonly fencedBy = new Map<number, Set<number>>();
  private readonly openEvents = new Map<string, IncidentEvent>();
  private engine: IncidentEvent | undefined;
  /** Until when brokers may be missed because the drill took the majority away. */
  private shakenUntilMs = 0;
  private lastLookMs = 0;
  private stopped = false;

  constructor(cluster: RunningCluster, recorder: Recorder) {
    this.given = cluster;
    this.recorder = recorder;
    this.nodes = watchedNodes(cluster);
    this.cluster = noteActs(cluster, {
      begins: (id, act) => this.actBegins(id, act),
      ends: (id, after) => this.nodes.get(id)?.end(after, recorder.nowMs()),
    });
    recorder.onEvent((event) => this.onEvent(event));
  }

  /** Takes the nodes as they are now for what they should be, and begins to watch. */
  async start(): Promise<void> {
    await this.look();
    void this.run();
    for (const watched of this.nodes.values()) void noteLog(this.cluster, watched);
  }

  /** What is done to a node that is stopped, and is so again once it is done. */
  async stoppedAfter(id: string, work: (cluster: RunningCluster) => Promise<void>): Promise<void> {
    await this.actBegins(id, 'other');
    try {
      await work(this.given);
    } finally {
      this.nodes.get(id)?.end({ state: 'stopped' });
    }
  }

  /** Ends the watch; a look under way is not waited for. */
  stop(): void {
    this.stopped = true;
    this.alarm.ring();
  }

  /** What lasts now: nodes of the cluster that are not as they should be, and an engine that is silent. */
  lasting(): readonly IncidentEvent[] {
    const open = [...this.openEvents.values()].filter(({ ofCluster }) => ofCluster);
    return this.engine === undefined ? open : [this.engine, ...open];
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const startedMs = this.recorder.nowMs();
      const unsure = await this.look();
      const tookMs = this.recorder.nowMs() - startedMs;
      await this.alarm.wait(unsure ? secondLookMs : Math.max(shortestPauseMs, tookMs / lookShare));
    }
  }

  /** @returns whether another look should follow soon. */
  private async look(): Promise<boolean> {
    const moments = new Map([...this.nodes].map(([id, watched]) => [id, watched.moment]));
    const span = { beforeMs: this.lastLookMs, nowMs: this.recorder.nowMs() };
    const statuses = await this.statuses(span.nowMs);
    if (statuses === undefined) return false;
    this.lastLookMs = span.nowMs;
    const shaken = this.isShaken();
    let unsure = false;
    for (const status of statuses) {
      const watched = this.nodes.get(status.id);
      // What the drill did meanwhile is not what was seen.
      if (watched === undefined || watched.moment !== moments.get(status.id)) continue;
      const seen = watched.judge(status);
      if (seen === 'unsure') unsure = true;
      const kind = seen === 'unsure' ? undefined : (seen ?? this.judgeAnswers(watched, shaken));
      if (kind === 'started' && noteReturn(this.given, watched, this.recorder, status)) continue;
      if (kind !== undefined) await this.happened(watched, kind, this.sinceOf(watched, kind, span), status);
      else if (watched.open !== undefined && watched.isBack(status, isBroker(watched.node)))
        this.back(watched, status);
    }
    return unsure;
  }

  /** The nodes as their runtime sees them; undefined where it does not answer, or nobody needs to know any more. */
  private async statuses(nowMs: number): Promise<readonly NodeStatus[] | undefined> {
    try {
      const statuses = await this.cluster.status({ lives: true });
      if (this.stopped) return undefined;
      if (this.engine !== undefined) this.record({ what: 'engine-back', sinceMs: nowMs, ofCluster: true });
      this.engine = undefined;
      return statuses;
    } catch (error) {
      if (this.stopped || this.engine !== undefined || !(error instanceof LabError)) return undefined;
      const because = error.message;
      this.engine = this.record({ what: 'engine-silent', sinceMs: nowMs, ofCluster: true, because });
      return undefined;
    }
  }

  private judgeAnswers(watched: WatchedNode, shaken: boolean): LastingKind | undefined {
    if (!isBroker(watched.node)) return undefined;
    return watched.judgeAnswers(this.recorder.nowMs(), shaken);
  }

  /** A broker that has ceased to answer tells the time better than two looks at its process. */
  private sinceOf(
    watched: WatchedNode,
    kind: LastingKind,
    { beforeMs, nowMs }: { readonly beforeMs: number; readonly nowMs: number },
  ): number {
    const { troubleSinceMs } = watched;
    if (troubleSinceMs === undefined || !isBroker(watched.node)) return nowMs;
    const byAnswers = kind === 'silent' || kind === 'fenced';
    return byAnswers || troubleSinceMs >= beforeMs ? Math.min(nowMs, troubleSinceMs) : nowMs;
  }

  private async happened(
    watched: WatchedNode,
    what: LastingKind,
    sinceMs: number,
    status?: NodeStatus,
  ): Promise<void> {
    watched.open = what;
    const hasEnded = what === 'ended' || what === 'restarted';
    const because = hasEnded ? await causeOf(this.cluster, watched, status?.ended) : undefined;
    if (noteOldSession(watched, { what, because, status }, this.recorder)) return;
    const event = this.record({
      what,
      sinceMs,
      ...watched.about,
      ...(because !== undefined && { because }),
      ...startedAgainBy(what, status),
      ...((what === 'silent' || what === 'fenced') && watched.wasTouched && { afterOwn: true }),
    });
    this.openEvents.set(watched.node.id, event);
  }

  private back(watched: WatchedNode, status?: NodeStatus): void {
    const by = startedAgainBy(watched.open, status);
    watched.open = undefined;
    this.openEvents.delete(watched.node.id);
    this.record({ what: 'back', sinceMs: this.recorder.nowMs(), ...watched.about, ...by });
    void noteLog(this.cluster, watched);
  }

  private record(event: Omit<IncidentEvent, 'type' | 'atMs'>): IncidentEvent {
    this.recorder.record({ type: 'incident', ...event });
    return { type: 'incident', atMs: this.recorder.nowMs(), ...event };
  }

  /** Starting a node again that the drill had started tells that it ended meanwhile, before any look does. */
  private async actBegins(id: string, act: 'start' | 'other'): Promise<void> {
    const watched = this.nodes.get(id);
    if (watched === undefined) return;
    const endedByItself = act === 'start' && watched.shouldRun && this.cluster.topology.mode === 'kraft';
    if (endedByItself) {
      watched.endings += 1;
      if (watched.open !== 'ended') await this.happened(watched, 'ended', this.recorder.nowMs());
      if (watched.endings >= mostEndings) {
        const { because = 'nobody knows why' } = this.openEvents.get(id) ?? {};
        throw new RuntimeError('node-died', `${id} ends again after each start: ${because}`);
      }
    }
    watched.begin();
  }

  private onEvent(event: HistoryEvent): void {
    if (event.type === 'reach') {
      this.ofBroker(event.broker)?.reach(event.answers, event.atMs);
      if (!event.answers) {
        for (const seenBy of this.fencedBy.values()) seenBy.delete(event.broker);
      }
      for (const broker of this.fencedBy.keys()) this.noteFencing(broker, event.atMs);
      this.alarm.ring();
    } else if (event.type === 'fencing') {
      const seenBy = this.fencedBy.get(event.broker) ?? new Set();
      this.fencedBy.set(event.broker, seenBy);
      if (event.fenced) seenBy.add(event.seenBy);
      else seenBy.delete(event.seenBy);
      this.noteFencing(event.broker, event.atMs);
    } else if (event.type === 'heal' && event.edge === 'end') this.mended(event.nodeId);
  }

  private mended(nodeId: string): void {
    const watched = this.nodes.get(nodeId);
    if (watched === undefined) return;
    watched.mended();
    void noteLog(this.cluster, watched);
    const { open } = watched;
    // What somebody else had undone before the drill did is as the drill wants it now.
    if (open === 'started' || open === 'resumed' || open === 'reconnected') this.back(watched);
  }

  /** All witnesses must agree: one that has just started knows nobody yet, and one that is broken is none. */
  private noteFencing(broker: number, atMs: number): void {
    const seenBy = this.fencedBy.get(broker) ?? new Set();
    const witnesses = [...this.nodes.values()].filter(
      ({ node, isBroken, isHeard }) => isBroker(node) && node.number !== broker && !isBroken && isHeard,
    );
    const agree = witnesses.length > 0 && witnesses.every(({ node }) => seenBy.has(node.number));
    this.ofBroker(broker)?.fenced(agree, atMs);
  }

  private ofBroker(number: number): WatchedNode | undefined {
    return [...this.nodes.values()].find(({ node }) => isBroker(node) && node.number === number);
  }

  /** A cluster without a majority fences nobody and everybody: what it says then, and for some sessions after, is the fault's. */
  private isShaken(): boolean {
    const { topology } = this.cluster;
    const voters = votersOf(topology);
    const broken = voters.filter(({ id }) => this.nodes.get(id)?.isBroken === true).length;
    const nowMs = this.recorder.nowMs();
    const lost = topology.mode === 'zookeeper' ? broken > 0 : broken * 2 >= voters.length;
    if (lost) this.shakenUntilMs = nowMs + 3 * topology.sessionTimeoutMs + 10_000;
    return nowMs < this.shakenUntilMs;
  }
}
