/** Where the time of a long work went, part by part, so that one that grew slow shows at once. */
import { humanDuration } from '../../src/report/text/table.ts';

/** Times each part from the end of the one before. */
export class Parts {
  private readonly startedMs: number;
  private lastMs: number;
  private readonly lines: string[] = [];
  private readonly nowMs: () => number;

  /** @param nowMs a clock that never goes back, in milliseconds. @default the process's own */
  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
    this.startedMs = nowMs();
    this.lastMs = this.startedMs;
  }

  /** Ends a part; the next one begins. */
  ended(part: string): void {
    const nowMs = this.nowMs();
    this.lines.push(`${part} ${humanDuration(nowMs - this.lastMs)}`);
    this.lastMs = nowMs;
  }

  /** The whole time and what it is made of: `30.1 s: up 4.0 s, drill 20.3 s`. */
  toString(): string {
    const whole = humanDuration(this.nowMs() - this.startedMs);
    return this.lines.length === 0 ? whole : `${whole}: ${this.lines.join(', ')}`;
  }
}
