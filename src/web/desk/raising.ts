/** Brings a topology up for the page: the same work as `klab up`, with the same lines of what it waits for. */
import { bringUpNamed, type BringUpOptions } from '../../app/bring-up.ts';
import type { Caller } from '../../app/caller.ts';
import { Course } from '../course.ts';
import type { UpView } from '../view.ts';
import type { CourseLine } from '../views/course.ts';

/** What can be said of an `up` on the page: nothing of it leads to a file or a command. */
export type UpWishes = Pick<BringUpOptions, 'on' | 'portOffset' | 'isolatable'>;

/** One `up`, while it goes on and afterwards. */
export class Raising {
  private readonly caller: Omit<Caller, 'progress'>;
  private readonly course: Course<Pick<UpView, 'topology'>>;

  /** @param onChange told whenever there is something new to see. */
  constructor(caller: Omit<Caller, 'progress'>, onChange: () => void) {
    this.caller = caller;
    this.course = new Course(onChange, 'stopped; nothing that it made is left');
  }

  /** What goes on, or went on last; undefined before anything did. */
  get view(): UpView | undefined {
    return this.course.view;
  }

  /**
   * Begins; how it ends is in its lines.
   * @param then what is done with the cluster once it is ready, given its instance's id; part of the work.
   * @throws LabError `node-state` while another goes on
   */
  begin(topology: string, wishes: UpWishes, then: (id: string) => Promise<unknown>): void {
    const busy = `klab is bringing ${topology} up; stop that, or wait for its end`;
    this.course.begin({ topology }, busy, async (signal) => await this.bring(topology, wishes, then, signal));
  }

  /** Ends it; it removes first what it has made. */
  stop(): void {
    this.course.stop();
  }

  /** Resolves once nothing goes on any more. */
  async ended(): Promise<void> {
    await this.course.ended();
  }

  private async bring(
    topology: string,
    wishes: UpWishes,
    then: (id: string) => Promise<unknown>,
    stopped: AbortSignal,
  ): Promise<CourseLine> {
    const { caller, course } = this;
    const signal = AbortSignal.any([caller.signal, stopped]);
    const asked = { ...wishes, overrides: {}, where: {} };
    const progress = course.progress();
    const { cluster, troubles } = await bringUpNamed(topology, asked, { ...caller, signal, progress });
    const { id } = cluster.instance;
    for (const text of troubles) course.say(text, 'bad');
    if (!signal.aborted) await then(id);
    return { text: `${id} is ready, and stays up until it is taken down`, mark: 'good' };
  }
}
