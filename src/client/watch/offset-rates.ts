/** How fast partitions grow, from where they end at moments about a second apart. */
import type { EndOffset } from '../wire/list-offsets.ts';

/** How fast a partition grows. */
export interface Growth {
  /** Between the last two moments, in records per second. */
  readonly perSecond: number;
  /** The same for the moments before, the oldest first. */
  readonly recent: readonly number[];
}

interface Sample {
  readonly atMs: number;
  readonly offset: number;
}

const mostSamples = 30;

/** Follows the ends of many partitions. */
export class OffsetRates {
  private readonly last = new Map<string, Sample>();
  private readonly rates = new Map<string, number[]>();

  /** Takes note of where partitions end at a moment of a clock that never steps back, in milliseconds. */
  add(ends: readonly EndOffset[], atMs: number): void {
    for (const { topic, partition, offset } of ends) {
      const key = `${topic}/${partition}`;
      const before = this.last.get(key);
      this.last.set(key, { atMs, offset });
      // A log that begins anew is a new topic of the same name, or a loss; neither is growth.
      if (before === undefined || offset < before.offset || atMs <= before.atMs) continue;
      const perSecond = ((offset - before.offset) * 1_000) / (atMs - before.atMs);
      this.rates.set(key, [...(this.rates.get(key) ?? []).slice(1 - mostSamples), perSecond]);
    }
  }

  /** Where a partition ended when that was told last; undefined before. */
  endOf(topic: string, partition: number): number | undefined {
    return this.last.get(`${topic}/${partition}`)?.offset;
  }

  /** How fast a partition grows; undefined before it is known. @param nowMs a partition that nobody tells of stands still. */
  of(topic: string, partition: number, nowMs: number, staleMs: number): Growth | undefined {
    const key = `${topic}/${partition}`;
    const recent = this.rates.get(key);
    if (recent === undefined) return undefined;
    const isStale = nowMs - (this.last.get(key)?.atMs ?? 0) > staleMs;
    return { perSecond: isStale ? 0 : (recent.at(-1) ?? 0), recent };
  }
}
