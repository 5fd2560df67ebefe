/** Lessons beside the live page: the same engine as `klab lesson`, and the same file of where a learner stands. */
import type { Caller } from '../../app/caller.ts';
import type { PortOffset } from '../../app/free-offset.ts';
import { course, endLesson, nextStep, predict, resetLesson, startLesson } from '../../app/lessons/course.ts';
import { standing, type CourseCaller } from '../../app/lessons/standing.ts';
import { checkStep, doStep, type Checked } from '../../app/lessons/step.ts';
import { LabError } from '../../errors.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { Course } from '../course.ts';
import type { CourseLine } from '../views/course.ts';
import type { LessonsView } from '../views/lessons.ts';
import { lessonsView } from './lessons-view.ts';

/** What lessons are taught with. */
export interface SchoolOptions {
  /** In the order to learn in. */
  readonly lessons: readonly Lesson[];
  readonly caller: Omit<Caller, 'progress'>;
  /** Runs a verb of klab. @param tell told what it prints, line by line */
  readonly run: (this: void, words: readonly string[], tell: (line: string) => void) => Promise<void>;
  /** Shows the cluster of a lesson. */
  readonly show: (this: void, instance: string) => Promise<unknown>;
  /** Told before the cluster of a lesson goes down. */
  readonly leave: (this: void, instance: string) => Promise<void>;
  /** Told whenever there may be something new to see. */
  readonly onChange: () => void;
}

/** Where the one learner of this machine stands. */
export class School {
  private readonly options: SchoolOptions;
  private readonly course: Course<{ readonly title: string }>;
  private seen: Omit<LessonsView, 'course'>;

  constructor(options: SchoolOptions) {
    this.options = options;
    this.course = new Course(options.onChange, 'stopped');
    this.seen = lessonsView(options.lessons, { finished: [] });
  }

  /** All that is to be seen now. */
  get view(): LessonsView {
    const { view } = this.course;
    return { ...this.seen, ...(view !== undefined && { course: view }) };
  }

  /** Names of the lessons. */
  get names(): readonly string[] {
    return this.options.lessons.map(({ name }) => name);
  }

  /** Looks where the learner stands, which `klab lesson` in a terminal may have changed. */
  async look(): Promise<void> {
    const { learner, lessons } = await course(this.options);
    this.seen = lessonsView(lessons, learner);
    this.options.onChange();
  }

  /**
   * Begins a lesson, on a cluster of its topology or on one that it brings up.
   * @param portOffset of one that is brought up.
   * @throws LabError `node-state` while something goes on
   */
  start(name: string, portOffset: PortOffset): void {
    this.begin(`Preparation of ${name}`, async (caller) => {
      const { underWay, lesson } = await startLesson(name, { portOffset }, caller);
      await this.options.show(underWay.instance);
      return { text: `${lesson.title} begins on ${underWay.instance}`, mark: 'good' };
    });
  }

  /** Has the step done, and checked. @throws LabError `node-state` while something goes on */
  do(): void {
    this.begin('Doing the step', async (caller) => lineOf(await doStep(caller)));
  }

  /** Looks whether the step is done. @throws LabError `node-state` while something goes on */
  check(): void {
    this.begin('Look at the cluster', async (caller) => lineOf(await checkStep(caller)));
  }

  /** Back to the first step. @throws LabError `node-state` while something goes on */
  reset(): void {
    this.begin('Return to the first step', async (caller) => {
      await resetLesson(caller);
      return { text: 'back at the first step', mark: 'good' };
    });
  }

  /** Ends the lesson. @throws LabError `node-state` while something goes on */
  end(): void {
    this.begin('End of the lesson', async (caller) => {
      const { underWay } = await standing(caller);
      if (underWay.madeCluster) await this.options.leave(underWay.instance);
      const { lesson, isDown } = await endLesson(caller);
      const left = isDown ? '' : `; ${underWay.instance} is still up`;
      return { text: `lesson ${lesson.name} has ended${left}`, mark: 'good' };
    });
  }

  /** Keeps what the learner foresees. @throws LabError for what is no answer */
  async predict(answer: string): Promise<void> {
    await predict(answer, this.idle());
    await this.look();
  }

  /** Goes on to the next step. @throws LabError while this one is not checked */
  async next(): Promise<void> {
    await nextStep(this.idle());
    await this.look();
  }

  /** Ends what is done for the learner. */
  stop(): void {
    this.course.stop();
  }

  /** Resolves once nothing is done any more. */
  async ended(): Promise<void> {
    await this.course.ended();
  }

  private begin(title: string, work: (caller: CourseCaller) => Promise<CourseLine>): void {
    this.course.begin({ title }, `${title} goes on; stop that, or wait for its end`, async (signal) => {
      try {
        return await work(this.callerUntil(signal));
      } finally {
        await this.look();
      }
    });
  }

  /** For what is done at once. @throws LabError `node-state` while something goes on, which would write over it */
  private idle(): CourseCaller {
    const now = this.course.view;
    if (now?.isRunning === true) throw new LabError('node-state', `${now.title} goes on; wait for its end`);
    return this.callerUntil(new AbortController().signal);
  }

  private callerUntil(stopped: AbortSignal): CourseCaller {
    const { caller, lessons, run } = this.options;
    return {
      ...caller,
      lessons,
      signal: AbortSignal.any([caller.signal, stopped]),
      progress: this.course.progress(),
      run: async (words) => await run(words, (line) => this.course.say(line)),
    };
  }
}

function lineOf({ passed, saw }: Checked): CourseLine {
  return passed ? { text: saw, mark: 'good' } : { text: `not there yet: ${saw}`, mark: 'bad' };
}
