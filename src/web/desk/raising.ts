/** Brings a topology up for the page: the same work as `klab up`, with the same lines of what it waits for. */
import { bringUpNamed, type BringUpOptions } from '../../app/bring-up.ts';
import type { Caller, StepProgress } from '../../app/caller.ts';
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import type { ProofLine, UpView } from '../view.ts';

/** What can be said of an `up` on the page: nothing of it leads to a file or a command. */
export type UpWishes = Pick<BringUpOptions, 'on' | 'portOffset' | 'isolatable'>;

/** One `up`, while it goes on and afterwards. */
export class Raising {
  private readonly caller: Omit<Caller, 'progress'>;
  private readonly onChange: () => void;
  private now: UpView | undefined;
  private stopper = new AbortController();
  private work: Promise<void> = Promise.resolve();

  /** @param onChange told whenever there is something new to see. */
  constructor(caller: Omit<Caller, 'progress'>, onChange: () => void) {
    this.caller = caller;
    this.onChange = onChange;
  }

  /** What goes on, or went on last; undefined before anything did. */
  get view(): UpView | undefined {
    return this.now;
  }

  /**
   * Begins; how it ends is in its lines.
   * @param then what is done with the cluster once it is ready, given its instance's id; part of the work.
   * @throws LabError `node-state` while another goes on
   */
  begin(topology: string, wishes: UpWishes, then: (id: string) => Promise<unknown>): void {
    if (this.now?.isRunning === true) {
      throw new LabError(
        'node-state',
        `klab is bringing ${this.now.topology} up; stop that, or wait for its end`,
      );
    }
    this.stopper = new AbortController();
    this.now = { topology, isRunning: true, lines: [] };
    this.onChange();
    this.work = this.finish(this.bring(topology, wishes, then));
  }

  /** Ends it; it removes first what it has made. */
  stop(): void {
    this.stopper.abort(new InterruptedError());
  }

  /** Resolves once nothing goes on any more. */
  async ended(): Promise<void> {
    await this.work;
  }

  private async bring(
    topology: string,
    wishes: UpWishes,
    then: (id: string) => Promise<unknown>,
  ): Promise<ProofLine> {
    const { caller, stopper } = this;
    const signal = AbortSignal.any([caller.signal, stopper.signal]);
    const asked = { ...wishes, overrides: {}, where: {} };
    const { cluster, troubles } = await bringUpNamed(topology, asked, {
      ...caller,
      signal,
      progress: this.progress(),
    });
    const { id } = cluster.instance;
    for (const text of troubles) this.say({ text, mark: 'bad' });
    if (!signal.aborted) await then(id);
    return { text: `${id} is ready, and stays up until it is taken down`, mark: 'good' };
  }

  private progress(): StepProgress {
    return {
      step: (text) => {
        this.change({ doing: '' });
        this.say({ text, mark: 'dim' });
      },
      update: (doing) => this.change({ doing }),
      note: (text) => this.say({ text, mark: 'bad' }),
      succeed: (text) => {
        if (text !== undefined) this.say({ text, mark: 'good' });
      },
      stop: () => undefined,
    };
  }

  private async finish(work: Promise<ProofLine>): Promise<void> {
    let last: ProofLine;
    try {
      last = await work;
    } catch (error) {
      // A stop that was asked for is no failure.
      const details = error instanceof LabError ? error.details : [];
      const text =
        error instanceof InterruptedError ? 'stopped; nothing that it made is left' : messageOf(error);
      last = { text: [text, ...details].join('\n'), mark: error instanceof InterruptedError ? 'dim' : 'bad' };
    }
    this.say(last);
    this.change({ isRunning: false, doing: '' });
  }

  private say(line: ProofLine): void {
    if (this.now !== undefined) this.change({ lines: [...this.now.lines, line] });
  }

  private change(changed: Partial<UpView>): void {
    if (this.now !== undefined) this.now = { ...this.now, ...changed };
    this.onChange();
  }
}
