/** Work that the page does for a person and that takes its time: one at a time, its lines as they come, how it is stopped. */
import { InterruptedError, LabError, messageOf } from '../errors.ts';
import type { StepProgress } from '../app/caller.ts';
import type { CourseLine, CourseView } from './views/course.ts';

/** What goes on, or went on last. @typeParam Work what is known of it beside its lines */
export class Course<Work extends object> {
  private readonly onChange: () => void;
  private readonly stopped: string;
  private now: (Work & CourseView) | undefined;
  private busy = '';
  private stopper = new AbortController();
  private ending: Promise<void> = Promise.resolve();

  /**
   * @param onChange told whenever there is something new to see.
   * @param stopped the last line of what was stopped by hand, which is no failure.
   */
  constructor(onChange: () => void, stopped: string) {
    this.onChange = onChange;
    this.stopped = stopped;
  }

  /** What is to be seen of it; undefined before anything went on. */
  get view(): (Work & CourseView) | undefined {
    return this.now;
  }

  /**
   * Begins; how it ends is in its lines.
   * @param busy said to whoever begins something else meanwhile.
   * @param work resolves to the last line.
   * @throws LabError `node-state` while something else goes on
   */
  begin(of: Work, busy: string, work: (signal: AbortSignal) => Promise<CourseLine>): void {
    if (this.now?.isRunning === true) throw new LabError('node-state', this.busy);
    this.busy = busy;
    this.stopper = new AbortController();
    this.now = { ...of, isRunning: true, lines: [] };
    this.onChange();
    this.ending = this.finish(work(this.stopper.signal));
  }

  /** Ends it; it brings back or removes first what it must. */
  stop(): void {
    this.stopper.abort(new InterruptedError());
  }

  /** Resolves once nothing goes on any more. */
  async ended(): Promise<void> {
    await this.ending;
  }

  /** Says a line. */
  say(text: string, mark: CourseLine['mark'] = 'dim'): void {
    this.change({ lines: [...(this.now?.lines ?? []), { text, mark }] });
  }

  /** Says what it does now. @param text empty where nothing is told of */
  doing(text: string): void {
    this.change({ doing: text });
  }

  /** Takes the lines of a use case. */
  progress(): StepProgress {
    return {
      step: (text) => {
        this.doing('');
        this.say(text);
      },
      update: (text) => this.doing(text),
      note: (text) => this.say(text, 'bad'),
      succeed: (text) => {
        if (text !== undefined) this.say(text, 'good');
      },
      stop: () => undefined,
    };
  }

  private async finish(work: Promise<CourseLine>): Promise<void> {
    let last: CourseLine;
    try {
      last = await work;
    } catch (error) {
      const details = error instanceof LabError ? error.details : [];
      last =
        error instanceof InterruptedError
          ? { text: [this.stopped, ...details].join('\n'), mark: 'dim' }
          : { text: [messageOf(error), ...details].join('\n'), mark: 'bad' };
    }
    this.say(last.text, last.mark);
    this.change({ isRunning: false, doing: '' });
  }

  private change(changed: Partial<CourseView>): void {
    if (this.now !== undefined) this.now = { ...this.now, ...changed };
    this.onChange();
  }
}
