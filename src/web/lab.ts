/** The cluster that the page shows: what is done to it by hand, what has happened. Its state lives here, not in a tab. */
import { smokeChecks } from '../checks/index.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { LabError, messageOf } from '../errors.ts';
import { catalogueOf } from '../report/text/catalogue-report.ts';
import { clusterView } from './live/cluster-view.ts';
import { News } from './live/news.ts';
import { WatchedCluster } from './live/watched-cluster.ts';
import { Groups } from './play/groups.ts';
import { OtherGroups } from './play/other-groups.ts';
import { Producers } from './play/producers.ts';
import { pageDrills } from './proof/page-drills.ts';
import { Proof } from './proof/proof.ts';
import type { LabView, NewsView } from './view.ts';

/** A lab that a page looks at. */
export class Lab {
  readonly producers = new Producers(() => this.changed());
  readonly groups = new Groups(() => this.changed());
  readonly otherGroups = new OtherGroups(() => this.changed());
  readonly proof = new Proof(() => this.changed());
  private readonly news = new News();
  private readonly doing = new Map<string, string>();
  private watched!: WatchedCluster;
  private readonly onChange: () => void;

  private constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /**
   * Begins to look at a cluster.
   * @param find finds it, again and again.
   * @param onChange told whenever there may be something new to see.
   * @throws LabError as `find` does
   */
  static async open(find: () => Promise<RunningCluster>, onChange: () => void): Promise<Lab> {
    const lab = new Lab(onChange);
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
      cluster: clusterView({ ...this.watched.moment(), doing: this.doing }),
      producers: this.producers.views,
      groups: this.groups.views((topic) => this.watched.endsOf(topic)),
      otherGroups: this.otherGroups.view,
      samples: this.producers.samples,
      checks: smokeChecks.map(({ name, claim }) => ({ name, claim })),
      drills: catalogueOf(pageDrills, this.cluster.topology).map(({ drill, ...rest }) => ({
        name: drill,
        ...rest,
      })),
      ...(proof !== undefined && { proof }),
      news: this.news.all,
    };
  }

  /** Looks at groups that others have started, where a broker can be asked. */
  async lookAtGroups(): Promise<void> {
    if (this.watched.moment().snapshot.answering.length === 0) return;
    const own = this.groups.allIds;
    await this.otherGroups.look(this.cluster, (group) => own.includes(group) || this.proof.owns(group));
  }

  /** Takes note of a sentence for everybody. */
  tell(text: string, from: NewsView['from'], mark: NewsView['mark'] = 'dim'): void {
    this.news.add(text, from, mark);
    this.changed();
  }

  /** Something may have changed. */
  changed(): void {
    this.onChange();
  }

  /**
   * Does something to nodes, which nobody else can do anything to meanwhile.
   * @param words what is done, as it reads after a node's name: `is being killed`.
   * @throws LabError `node-state` while something else is done to one of them.
   */
  async doingTo<T>(nodeIds: readonly string[], words: string, work: () => Promise<T>): Promise<T> {
    for (const id of nodeIds) {
      const busy = this.doing.get(id);
      if (busy !== undefined) throw new LabError('node-state', `${id} ${busy}; wait for that`);
    }
    for (const id of nodeIds) this.doing.set(id, words);
    this.changed();
    try {
      return await work();
    } catch (error) {
      this.tell(messageOf(error), 'lab', 'bad');
      throw error;
    } finally {
      for (const id of nodeIds) this.doing.delete(id);
      this.changed();
    }
  }

  /** Ends all that was begun here. */
  async close(): Promise<void> {
    this.proof.stop();
    await Promise.all([this.proof.ended(), this.otherGroups.ended()]);
    const { producers, groups } = this;
    await Promise.all([...producers.ids.map((id) => producers.stop(id)), groups.stopAll(this.cluster)]);
    await this.watched.stop();
  }
}
