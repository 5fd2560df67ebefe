/** What probers share, be it that they write or read: one partition, a link to whoever leads it, and how their loop begins and ends. */
import { Alarm } from '../../alarm.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Observer } from '../watch/observer.ts';
import { LeaderLink } from './leader-link.ts';

/** What a prober needs. */
export interface ProbeOptions {
  readonly topic: string;
  readonly partition: number;
  /** Pause between the starts of two requests, in milliseconds. */
  readonly intervalMs: number;
  /** Pause after a request that failed, in milliseconds. */
  readonly retryMs: number;
  /** How long a leader may take, in milliseconds; one that writes may wait for followers for as long. */
  readonly requestTimeoutMs: number;
  readonly observer: Observer;
  readonly recorder: Recorder;
}

/** Asked to end, a prober gets some time, and after that it is given up; its loop looks at `stopping` and `givenUp` itself. */
export abstract class PartitionProber<Options extends ProbeOptions> {
  protected readonly options: Options;
  /** Rung when there is a reason to wait no longer. */
  protected readonly alarm = new Alarm();
  protected readonly link: LeaderLink;
  /** From now on nothing new is begun. */
  protected stopping = false;
  /** From now on nothing is waited for. */
  protected givenUp = false;
  private running: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.options = options;
    this.link = new LeaderLink({ ...options, alarm: this.alarm });
  }

  /** Goes on until it is asked to end. */
  protected abstract run(): Promise<void>;

  /** Begins. */
  start(): void {
    this.running = this.run();
    // Kept for stop(), which tells it to somebody; until then a drill must go on to heal what it broke.
    this.running.catch(() => undefined);
  }

  /** Ends with what is under way, for which it has this much time. @throws what the loop threw */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    const timer = setTimeout(() => {
      this.givenUp = true;
      this.link.close();
      this.alarm.ring();
    }, graceMs);
    try {
      await this.running;
    } finally {
      clearTimeout(timer);
      this.link.close();
    }
  }
}
