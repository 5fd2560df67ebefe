/** A cluster that is looked at for as long as the page is served: through taking down, and through coming up again. */
import { Alarm } from '../../alarm.ts';
import { recordOf } from '../../app/find/record.ts';
import { changesBetween, type ClusterChange } from '../../client/watch/changes.ts';
import { ClusterWatch } from '../../client/watch/cluster-watch.ts';
import type { ClusterSnapshot } from '../../client/watch/snapshot.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import { changeLines } from '../../report/text/watch-report.ts';
import { isolationObstacles, type Moment } from './cluster-view.ts';

/** Whoever shows the cluster. */
export interface Onlooker {
  /** Told what has changed, in a sentence, and whether it is for the better. */
  onNews(text: string, mark: 'good' | 'bad' | 'dim'): void;
  /** Told after each look, whether or not anything has changed. */
  onLook(): void;
}

const lookIntervalMs = 250;
/** Between two looks at what is stored. */
const recordIntervalMs = 2_000;

/** What the runtime and all brokers say, one question at a time however many look on. */
export class WatchedCluster {
  /** As it was found last. */
  cluster: RunningCluster;
  private readonly find: () => Promise<RunningCluster>;
  private readonly onlooker: Onlooker;
  private readonly alarm = new Alarm();
  private watch: ClusterWatch;
  private isolation: Moment['isolation'];
  private latest: ClusterSnapshot;
  private record: string | undefined;
  private isGone = false;
  private stopped = false;
  private loops: Promise<unknown> = Promise.resolve();

  private constructor(find: () => Promise<RunningCluster>, onlooker: Onlooker, found: Found) {
    this.find = find;
    this.onlooker = onlooker;
    this.cluster = found.cluster;
    this.watch = found.watch;
    this.isolation = found.isolation;
    this.record = found.record;
    this.latest = found.watch.snapshot();
  }

  /** Finds it and begins to look at it. @param find finds it, again and again. @throws LabError as `find` does */
  static async open(find: () => Promise<RunningCluster>, onlooker: Onlooker): Promise<WatchedCluster> {
    const watched = new WatchedCluster(find, onlooker, await foundBy(find));
    watched.loops = Promise.all([watched.looking(), watched.comparing()]);
    return watched;
  }

  /** Looks no more, and waits until nothing is asked any longer. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.loops;
    await this.watch.stop();
  }

  /** The moment that was seen last. */
  moment(): Omit<Moment, 'doing'> {
    return {
      cluster: this.cluster,
      snapshot: this.latest,
      isGone: this.isGone,
      isolation: this.isolation,
      growthOf: (partition) => this.watch.growthOf(partition)?.perSecond,
    };
  }

  /** Where each partition of a topic ends, as far as that is known. */
  endsOf(topic: string): ReadonlyMap<number, number> {
    const ends = new Map<number, number>();
    for (const partition of this.latest.partitions) {
      const end = partition.topic === topic ? this.watch.endOf(partition) : undefined;
      if (end !== undefined) ends.set(partition.partition, end);
    }
    return ends;
  }

  /** Topics that are there, but for Kafka's own. */
  get topics(): readonly string[] {
    return [...new Set(this.latest.partitions.map(({ topic }) => topic))];
  }

  private async looking(): Promise<void> {
    while (!this.stopped) {
      await this.alarm.wait(lookIntervalMs);
      if (!this.stopped) await this.look();
    }
  }

  private async look(): Promise<void> {
    try {
      const now = this.watch.snapshot();
      const { topology } = this.cluster;
      const all = changesBetween(this.latest, now);
      for (const mark of ['bad', 'dim', 'good'] as const) {
        const alike = all.filter((change) => markOf(change) === mark);
        for (const line of changeLines(topology, alike)) this.onlooker.onNews(line, mark);
      }
      this.latest = now;
    } catch (error) {
      // What broke the watch is no silence of a broker: it begins anew, and says so.
      this.onlooker.onNews(`looking at the cluster begins anew: ${String(error)}`, 'bad');
      await this.reopen();
    }
    this.onlooker.onLook();
  }

  /** What is stored is another one after `up`, `change`, `down`. */
  private async comparing(): Promise<void> {
    while (!this.stopped) {
      await this.alarm.wait(recordIntervalMs);
      if (this.stopped) return;
      const record = await recordOf(this.cluster.instance.id);
      if (record === this.record) continue;
      const wasGone = this.isGone;
      this.isGone = record === undefined;
      if (this.isGone && !wasGone) this.onlooker.onNews('the cluster was taken down', 'bad');
      if (!this.isGone && (await this.reopen())) {
        this.onlooker.onNews(wasGone ? 'the cluster is up again' : 'the cluster was changed', 'dim');
      }
      if (this.isGone) this.record = undefined;
    }
  }

  /** @returns whether it was found; if not, the next look at what is stored tries again. */
  private async reopen(): Promise<boolean> {
    try {
      const { cluster, watch, isolation, record } = await foundBy(this.find);
      const before = this.watch;
      this.cluster = cluster;
      this.watch = watch;
      this.isolation = isolation;
      this.record = record;
      this.latest = watch.snapshot();
      await before.stop();
      return true;
    } catch (error) {
      if (error instanceof LabError) return false;
      throw error;
    }
  }
}

interface Found {
  readonly cluster: RunningCluster;
  readonly watch: ClusterWatch;
  readonly isolation: Moment['isolation'];
  readonly record: string | undefined;
}

async function foundBy(find: () => Promise<RunningCluster>): Promise<Found> {
  const cluster = await find();
  const watch = new ClusterWatch({ cluster });
  const [isolation, record] = await Promise.all([
    isolationObstacles(cluster),
    recordOf(cluster.instance.id),
    watch.start(),
  ]);
  return { cluster, watch, isolation, record };
}

function markOf(change: ClusterChange): 'good' | 'bad' | 'dim' {
  if (change.type === 'node') {
    return change.state === 'running' && change.isolated === undefined ? 'good' : 'bad';
  }
  if (change.type === 'broker') return change.answers ? 'good' : 'bad';
  if (change.type === 'leader') return change.to < 0 ? 'bad' : 'dim';
  if (change.type === 'isr') return change.left.length > 0 ? 'bad' : 'good';
  return 'dim';
}
