/** What one page is about: a cluster, what is done to it by hand, what has happened. Its state lives here, not in a tab. */
import type { TopologyRegistry } from '../app/find/registry.ts';
import { smokeChecks } from '../checks/index.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { drills } from '../drills/index.ts';
import { LabError, messageOf } from '../errors.ts';
import { packageVersion } from '../package-root.ts';
import { catalogueOf } from '../report/text/catalogue-report.ts';
import { clusterView } from './live/cluster-view.ts';
import { News } from './live/news.ts';
import { WatchedCluster } from './live/watched-cluster.ts';
import { Pictures } from './pictures.ts';
import { Groups } from './play/groups.ts';
import { Producers } from './play/producers.ts';
import { Proof } from './proof/proof.ts';
import type { LabView, NewsView } from './view.ts';

/** Told each time something is to be seen anew. @param view as JSON */
export type Listener = (view: string) => void;

/** Changes of one moment are told together, in milliseconds. */
const gatherMs = 100;

/** A lab that a page looks at. */
export class Lab {
  readonly producers = new Producers(() => this.changed());
  readonly groups = new Groups(() => this.changed());
  readonly proof = new Proof(() => this.changed());
  readonly pictures: Pictures;
  private readonly version = packageVersion();
  private readonly news = new News();
  private readonly doing = new Map<string, string>();
  private readonly listeners = new Set<Listener>();
  private watched!: WatchedCluster;
  private told = '';
  private timer: NodeJS.Timeout | undefined;

  private constructor(registry: TopologyRegistry) {
    this.pictures = new Pictures(registry);
  }

  /**
   * Begins to look at a cluster.
   * @param find finds it, again and again.
   * @param registry the topologies to be shown beside it.
   * @throws LabError as `find` does
   */
  static async open(find: () => Promise<RunningCluster>, registry: TopologyRegistry): Promise<Lab> {
    const lab = new Lab(registry);
    lab.watched = await WatchedCluster.open(find, {
      onNews: (text, mark) => lab.tell(text, 'cluster', mark),
      onLook: () => lab.changed(),
    });
    return lab;
  }

  /** The cluster as it was found last. */
  get cluster(): RunningCluster {
    return this.watched.cluster;
  }

  /** Topics that are there, but for Kafka's own. */
  get topics(): readonly string[] {
    return this.watched.topics;
  }

  /** All that is to be seen now. */
  view(): LabView {
    const proof = this.proof.view;
    return {
      version: this.version,
      cluster: clusterView({ ...this.watched.moment(), doing: this.doing }),
      producers: this.producers.views,
      groups: this.groups.views((topic) => this.watched.endsOf(topic)),
      samples: this.producers.samples,
      topologies: this.pictures.views,
      checks: smokeChecks.map(({ name, claim }) => ({ name, claim })),
      drills: catalogueOf(drills, this.cluster.topology).map(({ drill, ...rest }) => ({
        name: drill,
        ...rest,
      })),
      ...(proof !== undefined && { proof }),
      news: this.news.all,
    };
  }

  /** Tells a listener what is to be seen, now and each time it has changed. @returns what ends that */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(JSON.stringify(this.view()));
    return () => void this.listeners.delete(listener);
  }

  /** Takes note of a sentence for everybody. */
  tell(text: string, from: NewsView['from'], mark: NewsView['mark'] = 'dim'): void {
    this.news.add(text, from, mark);
    this.changed();
  }

  /** Something may have changed. */
  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.announce();
    }, gatherMs);
  }

  /**
   * Does something to a node, which nobody else can do anything to meanwhile.
   * @param words what is done, as it reads after the node's name: `is being killed`.
   * @throws LabError `node-state` while something else is done to it.
   */
  async doingTo<T>(nodeId: string, words: string, work: () => Promise<T>): Promise<T> {
    const busy = this.doing.get(nodeId);
    if (busy !== undefined) throw new LabError('node-state', `${nodeId} ${busy}; wait for that`);
    this.doing.set(nodeId, words);
    this.changed();
    try {
      return await work();
    } catch (error) {
      this.tell(messageOf(error), 'lab', 'bad');
      throw error;
    } finally {
      this.doing.delete(nodeId);
      this.changed();
    }
  }

  /** Ends all that was begun here. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.listeners.clear();
    this.proof.stop();
    await this.proof.ended();
    const { producers, groups } = this;
    await Promise.all([...producers.ids.map((id) => producers.stop(id)), groups.stopAll(this.cluster)]);
    await this.watched.stop();
  }

  private announce(): void {
    const view = JSON.stringify(this.view());
    if (view === this.told) return;
    this.told = view;
    for (const listener of this.listeners) listener(view);
  }
}
