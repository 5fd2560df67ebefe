/** Counts records over time in small slices, so that a rate and its last seconds can be read at any moment. */
import type { LiveRate } from './picture.ts';

const sliceMs = 100;
/** Over how many slices the rate is measured. */
const rateSlices = 10;
/** Slices that one sign of a sparkline stands for. */
const slicesPerSign = 5;
const signs = 30;

/** The records of one partition. */
export class RateTrack {
  /** Counts by number of the slice; only what a sparkline can show is kept. */
  private readonly counts = new Map<number, number>();

  /** So many records, now. */
  add(atMs: number, records = 1): void {
    const slice = Math.floor(atMs / sliceMs);
    this.counts.set(slice, (this.counts.get(slice) ?? 0) + records);
    // Slices are in the order of their times, the oldest first.
    for (const old of this.counts.keys()) {
      if (old >= slice - (signs + 2) * slicesPerSign) break;
      this.counts.delete(old);
    }
  }

  /** Rate and last seconds; the slice that is not over yet does not count. */
  at(nowMs: number): LiveRate {
    const current = Math.floor(nowMs / sliceMs);
    const perSecond = (this.between(current - rateSlices, current) * 1_000) / (rateSlices * sliceMs);
    const lastSign = Math.floor(current / slicesPerSign) * slicesPerSign;
    const recent = Array.from({ length: signs }, (_, index) => {
      const from = lastSign - (signs - index) * slicesPerSign;
      return this.between(from, from + slicesPerSign);
    });
    return { perSecond, recent };
  }

  private between(from: number, until: number): number {
    let sum = 0;
    for (let slice = from; slice < until; slice += 1) sum += this.counts.get(slice) ?? 0;
    return sum;
  }
}
