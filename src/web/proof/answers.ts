/** Follows one prober of a partition while a drill runs: from when to when nothing of it was answered. */
import { measureCalm, type Probe, type UnavailabilityWindow } from '../../drills/judge/windows.ts';
import type { Span } from './spans.ts';

/** A time without an answer; it goes on where there is no end. */
export type Silence = Omit<Span<true>, 'value'>;

/** The same measure as the verdict's: what is clearly longer than the calm before the first fault. */
export class Answers {
  private readonly calm: Probe[] = [];
  private readonly ended: Silence[] = [];
  private longestCalmMs: number | undefined;
  private lastMs: number | undefined;
  private judged: readonly Silence[] | undefined;

  /** Something was answered. */
  answered(probe: Probe): void {
    const { atMs } = probe;
    if (this.longestCalmMs === undefined) this.calm.push(probe);
    else if (this.lastMs !== undefined && atMs - this.lastMs > this.longestCalmMs) {
      this.ended.push({ fromMs: this.lastMs, untilMs: atMs });
    }
    this.lastMs = atMs;
  }

  /** The first fault begins: from now on a silence is one. */
  endCalm(): void {
    // The usual spacing is measured here: it is never shorter than the one that was asked for.
    this.longestCalmMs ??= measureCalm(this.calm, 0).gapThresholdMs;
    this.calm.length = 0;
  }

  /** Every silence. @param waitedUntilMs until when somebody has waited for an answer @param goesOn whether they still do */
  silences(waitedUntilMs: number, goesOn: boolean): readonly Silence[] {
    if (this.judged !== undefined) return this.judged;
    const { ended, lastMs, longestCalmMs } = this;
    if (lastMs === undefined || longestCalmMs === undefined) return ended;
    if (waitedUntilMs - lastMs <= longestCalmMs) return ended;
    return [...ended, { fromMs: lastMs, ...(!goesOn && { untilMs: waitedUntilMs }) }];
  }

  /** What the verdict says counts instead. */
  judge(windows: readonly UnavailabilityWindow[]): void {
    this.judged = windows.map(({ lastSuccessMs, durationMs }) => {
      const fromMs = lastSuccessMs ?? 0;
      return { fromMs, untilMs: fromMs + durationMs };
    });
  }
}
