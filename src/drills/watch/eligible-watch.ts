/** Watches which copies of a drill's topic may lead though they are not in sync, beside the observer, whose times it must not touch. */
import { Alarm } from '../../alarm.ts';
import { askEligible } from '../../client/watch/eligible.ts';
import type { ClusterAccess } from '../../cluster/access.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Observer } from './observer.ts';

/** Pause between two questions, in milliseconds: whoever became eligible stays it until enough copies are in sync. */
const intervalMs = 250;

/** A broker that has just answered does so again, in milliseconds. */
const timeoutMs = 2_000;

/** Asks while copies are missing, and writes down what has changed. */
export class EligibleWatch {
  private readonly options: {
    readonly access: ClusterAccess;
    readonly observer: Pick<Observer, 'partitions' | 'answering'>;
    readonly recorder: Recorder;
  };
  private readonly known = new Map<number, readonly number[]>();
  private readonly alarm = new Alarm();
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(options: EligibleWatch['options']) {
    this.options = options;
  }

  /** Begins to watch. */
  start(): void {
    this.loop = this.run();
  }

  /** Waits until nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.alarm.wait(intervalMs);
      if (!this.stopped) await this.look();
    }
  }

  private async look(): Promise<void> {
    const { access, observer } = this.options;
    const partitions = observer.partitions();
    const answering = observer.answering();
    const brokers = access.brokers.filter(({ number }) => answering.includes(number));
    // Of brokers of which none answers there is nothing to learn, which is not that nobody may lead.
    if (brokers.length === 0) return;
    const eligible = await askEligible({ brokers }, partitions, timeoutMs);
    for (const { topic, partition } of partitions) {
      this.note(partition, eligible.get(`${topic}/${partition}`) ?? []);
    }
  }

  private note(partition: number, elr: readonly number[]): void {
    if ((this.known.get(partition) ?? []).join() === elr.join()) return;
    this.known.set(partition, elr);
    this.options.recorder.record({ type: 'elr', partition, elr });
  }
}
