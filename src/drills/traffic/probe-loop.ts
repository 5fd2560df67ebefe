/** How a prober's loop begins and ends: asked to end, it gets some time, and after that it is given up. */
import { Alarm } from '../../alarm.ts';

/** One loop; it looks at `stopping` and `givenUp` itself. */
export class ProbeLoop {
  /** Rung when there is a reason to wait no longer. */
  readonly alarm = new Alarm();
  /** From now on nothing new is begun. */
  stopping = false;
  /** From now on nothing is waited for. */
  givenUp = false;
  private readonly close: () => void;
  private running: Promise<void> = Promise.resolve();

  /** @param close ends what is under way */
  constructor(close: () => void) {
    this.close = close;
  }

  /** Begins. */
  start(run: () => Promise<void>): void {
    this.running = run();
    // Kept for stop(), which tells it to somebody; until then a drill must go on to heal what it broke.
    this.running.catch(() => undefined);
  }

  /** Ends with what is under way, for which it has this much time. @throws what the loop threw */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    const timer = setTimeout(() => {
      this.givenUp = true;
      this.close();
      this.alarm.ring();
    }, graceMs);
    try {
      await this.running;
    } finally {
      clearTimeout(timer);
      this.close();
    }
  }
}
