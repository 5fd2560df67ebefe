/** What one page is about: the clusters that are there, the one it shows, and the one it brings up. No tab has a state. */
import { hereInShort } from '../../app/status.ts';
import type { Caller } from '../../app/caller.ts';
import { holdFound } from '../../app/with-cluster.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import { packageVersion } from '../../package-root.ts';
import { Lab } from '../lab.ts';
import { School, type SchoolOptions } from '../lessons/school.ts';
import { Pictures } from '../pictures.ts';
import type { InstanceView, PageView } from '../view.ts';
import { Raising } from './raising.ts';

/** Told each time something is to be seen anew. @param view as JSON */
export type Listener = (view: string) => void;

/** Changes of one moment are told together, in milliseconds. */
const gatherMs = 100;
/** Between two looks at which clusters and groups there are, while somebody looks at the page. */
const lookIntervalMs = 3_000;

/** Who serves a page: what it knows is what a verb knows. */
export interface DeskOptions {
  /** Where topologies are looked up, and what an `up` is waited for by; its own progress is for the terminal. */
  readonly caller: Omit<Caller, 'progress'>;
  /** Finds what is up, by its name. @throws LabError where nothing of that name is */
  readonly find: (this: void, name: string) => Promise<RunningCluster>;
  /** What is taught on the page, and what runs a verb for it. */
  readonly teaching: Pick<SchoolOptions, 'lessons' | 'run'>;
}

/** A page's whole state. */
export class Desk {
  readonly caller: DeskOptions['caller'];
  readonly pictures: Pictures;
  readonly raising: Raising;
  readonly school: School;
  private readonly find: DeskOptions['find'];
  private readonly version = packageVersion();
  private readonly listeners = new Set<Listener>();
  private instances: readonly InstanceView[] = [];
  private shownNow: { readonly lab: Lab; readonly letGo: () => Promise<unknown> } | undefined;
  private busyWith: string | undefined;
  private settling: Promise<unknown> = Promise.resolve();
  private told = '';
  private timer: NodeJS.Timeout | undefined;
  private looker: NodeJS.Timeout | undefined;

  constructor({ caller, find, teaching }: DeskOptions) {
    this.caller = caller;
    this.find = find;
    this.pictures = new Pictures(caller.topologies);
    this.raising = new Raising(caller, () => this.changed());
    this.school = new School({
      ...teaching,
      caller,
      show: async (id) =>
        id === this.shownId
          ? id
          : await this.exclusively(`about to show ${id}`, async () => await this.show(id)),
      leave: async (id) => {
        if (id === this.shownId)
          await this.exclusively(`leaving ${id}`, async () => await this.showNothing());
      },
      onChange: () => this.changed(),
    });
  }

  /** What is shown. @throws LabError `no-instance` where nothing is */
  get lab(): Lab {
    if (this.shownNow !== undefined) return this.shownNow.lab;
    throw new LabError('no-instance', 'no cluster is shown; show one that is up, or bring one up');
  }

  /** The id of what is shown; undefined where nothing is. */
  get shownId(): string | undefined {
    return this.shownNow?.lab.cluster.instance.id;
  }

  /** Ids of the clusters that are there. */
  get ids(): readonly string[] {
    return this.instances.map(({ id }) => id);
  }

  /** Shows a cluster in place of another, whose producers and groups end. @throws LabError where it cannot be found */
  async show(name: string): Promise<string> {
    const { find } = this;
    const found = await find(name);
    const { id } = found.instance;
    const letGo = await holdFound(found);
    try {
      const lab = await Lab.open(
        async () => await find(id),
        () => this.changed(),
      );
      await this.showNothing();
      this.shownNow = { lab, letGo };
    } catch (error) {
      await letGo();
      throw error;
    }
    await this.count();
    return id;
  }

  /** Ends what was begun in the cluster that is shown, and shows none. */
  async showNothing(): Promise<void> {
    const before = this.shownNow;
    this.shownNow = undefined;
    this.changed();
    await before?.lab.close();
    await before?.letGo();
  }

  /** Does what brings the page from one cluster to another; one at a time. @throws LabError `node-state` meanwhile */
  async exclusively<T>(words: string, work: () => Promise<T>): Promise<T> {
    if (this.busyWith !== undefined)
      throw new LabError('node-state', `klab is ${this.busyWith}; wait for that`);
    this.busyWith = words;
    const done = work();
    this.settling = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.busyWith = undefined;
      await this.count();
    }
  }

  /** The page of a drill by its number; undefined where there is none such. */
  reportOf(number: number): string | undefined {
    return this.shownNow?.lab.proof.reportOf(number);
  }

  /** Looks at which clusters there are. */
  async count(): Promise<void> {
    const lines = await hereInShort().catch(unreadable);
    if (lines === undefined) return;
    this.instances = lines.map(({ instance, total, running, ...rest }) => ({
      id: instance.id,
      topology: instance.topology.name,
      isForeign: instance.foreign === true,
      canGoDown: instance.runtime !== 'attached',
      isUp: running !== 0,
      words:
        'unknown' in rest
          ? `not known: ${rest.unknown}`
          : `${running} of ${total} nodes run, on ${instance.runtime}`,
    }));
    this.changed();
  }

  /** All that is to be seen now. */
  view(): PageView {
    const up = this.raising.view;
    return {
      version: this.version,
      topologies: this.pictures.views,
      instances: this.instances,
      lessons: this.school.view,
      ...(up !== undefined && { up }),
      ...(this.shownNow !== undefined && { lab: this.shownNow.lab.view() }),
    };
  }

  /** Tells a listener what is to be seen, now and each time it has changed. @returns what ends that */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(JSON.stringify(this.view()));
    if (this.looker === undefined) {
      void this.look();
      this.looker = setInterval(() => void this.look(), lookIntervalMs);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stopLooking();
    };
  }

  /** Ends all that was begun here; an `up` that is under way leaves nothing. */
  async close(): Promise<void> {
    this.listeners.clear();
    this.stopLooking();
    this.raising.stop();
    this.school.stop();
    await Promise.all([this.raising.ended(), this.school.ended()]);
    // One that is being taken down is not left half gone.
    await this.settling;
    await this.showNothing();
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    // Whoever goes on with a lesson is told why its file cannot be read; nobody has asked for this look.
    const lessons = this.school.look().catch(() => undefined);
    await Promise.all([this.count(), lessons, this.shownNow?.lab.lookAtGroups()]);
  }

  private stopLooking(): void {
    clearInterval(this.looker);
    this.looker = undefined;
  }

  private changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const view = JSON.stringify(this.view());
      if (view === this.told) return;
      this.told = view;
      for (const listener of this.listeners) listener(view);
    }, gatherMs);
  }
}

/** What cannot be read is told of by whoever does something to it; the page shows what it knew. */
function unreadable(error: unknown): undefined {
  if (!(error instanceof LabError)) throw error;
}
