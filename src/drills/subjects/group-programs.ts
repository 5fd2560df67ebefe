/** The consumer programs of a subject, which are the members of one group. */
import type { ProgramWatch } from './program-watch.ts';

/** One or more of them. */
export class GroupPrograms {
  private readonly all: readonly ProgramWatch[];

  constructor(all: readonly ProgramWatch[]) {
    this.all = all;
  }

  /** Whether there is nothing to wait for any more. */
  get isOver(): boolean {
    return this.all.every(({ isOver }) => isOver);
  }

  /** Whether each has been given records, or has ended. */
  get isAtWork(): boolean {
    return this.all.every(({ isOver, records }) => isOver || records > 0);
  }

  /** Records that they were given, again and again counted each time. */
  get records(): number {
    return this.all.reduce((sum, { records }) => sum + records, 0);
  }

  /** Highest offset of a partition that one of them was given; -1 where none was. */
  reached(partition: number): number {
    return Math.max(...this.all.map((one) => one.reached.get(partition) ?? -1));
  }

  /** Records of a partition that they were given. */
  countOf(partition: number): number {
    return this.all.reduce((sum, one) => sum + one.countOf(partition), 0);
  }

  /** Starts all of them. */
  async start(): Promise<void> {
    await Promise.all(this.all.map((one) => one.start()));
  }

  /** Kills one of several, without a word to the others. */
  async lose(): Promise<void> {
    if (this.all.length > 1) await this.all.at(-1)?.lose();
  }

  /** Tells them to end, and kills those that do not within `graceMs`. */
  async end(graceMs: number): Promise<void> {
    await Promise.all(this.all.map((one) => one.end(graceMs)));
  }

  /** Ends them at once. */
  async kill(): Promise<void> {
    await Promise.all(this.all.map((one) => one.kill()));
  }
}
