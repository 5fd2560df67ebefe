/** Keeps a prober's loop at its rate. */
import type { Alarm } from '../../alarm.ts';
import type { Recorder } from '../record/recorder.ts';

/** Pauses between the rounds of one loop. */
export class Pacer {
  private readonly intervalMs: number;
  private readonly recorder: Recorder;
  private readonly alarm: Alarm;
  private dueMs: number;

  /** @param alarm cuts a pause short. */
  constructor(intervalMs: number, recorder: Recorder, alarm: Alarm) {
    this.intervalMs = intervalMs;
    this.recorder = recorder;
    this.alarm = alarm;
    this.dueMs = recorder.nowMs();
  }

  /** Waits until the next round is due. */
  async next(): Promise<void> {
    const nowMs = this.recorder.nowMs();
    // After an outage the rate goes on as before: catching up would be a load of its own.
    this.dueMs = Math.max(this.dueMs + this.intervalMs, nowMs);
    if (this.dueMs > nowMs) await this.alarm.wait(this.dueMs - nowMs);
  }
}
