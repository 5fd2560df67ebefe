/** When the traffic before a fault is long and even enough to be what the time after it is compared with. */

/**
 * A lead-in is over once every partition has been written to for {@link shortestMs}, and its second half was at the rate that was
 * asked for, or its last second is like the one before it, and no faster: a machine too slow for the rate is even at its own.
 * The second half, because from it the verdict takes its ideas of calm and of load (windows.ts, measureCalm; load.ts, measureLoad).
 */
const shortestMs = 2_000;
/** Beside client programs it is even at a slow rate only after so long: runtimes that compile as they go take a machine's time at first. */
const besideProgramsMs = 10_000;
const spanMs = 1_000;
/** Share of the rate that was asked for, with room above what counts as reached (load.ts): the fault comes a moment after it is seen. */
const plentyShare = 0.9;
/** By how much two seconds of even traffic may differ, as a share of the faster one. */
const evenShare = 0.2;
/** By how much the later of them may be the faster one, as a share of the earlier: brokers that have just started are still getting faster. */
const risingShare = 0.05;
/** What is not even so long after it might be never will be. */
const settleMs = 8_000;

/** Half of the longest lead-in: what was acknowledged before is not looked at any more. */
const keptMs = (besideProgramsMs + settleMs) / 2;

/** Acknowledgements of one drill before its first fault. */
export class Baseline {
  private readonly askedPerSecond: number;
  private readonly evenAfterMs: number;
  /** Times of acknowledgements by partition; only those that are still looked at. */
  private readonly acksMs = new Map<number, number[]>();

  /** @param intervalMs pause between two records of one partition, as asked for */
  constructor(intervalMs: number, besidePrograms: boolean) {
    this.askedPerSecond = 1_000 / intervalMs;
    this.evenAfterMs = besidePrograms ? besideProgramsMs : shortestMs;
  }

  /** Takes note of an acknowledgement. */
  acknowledged(partition: number, atMs: number): void {
    const acksMs = this.acksMs.get(partition) ?? [];
    while (acksMs[0] !== undefined && acksMs[0] < atMs - keptMs) acksMs.shift();
    acksMs.push(atMs);
    this.acksMs.set(partition, acksMs);
  }

  /** When a partition was last written to; undefined when it never was. */
  lastAckMs(partition: number): number | undefined {
    return this.acksMs.get(partition)?.at(-1);
  }

  /** Why traffic to a partition is no baseline yet; undefined when it is. @param sinceMs when the traffic began */
  lacks(partition: number, nowMs: number, sinceMs: number): string | undefined {
    const last = this.perSecond(partition, nowMs - spanMs, nowMs);
    const before = this.perSecond(partition, nowMs - 2 * spanMs, nowMs - spanMs);
    const elapsedMs = nowMs - sinceMs;
    const half = this.perSecond(partition, nowMs - elapsedMs / 2, nowMs);
    const isReached = half >= this.askedPerSecond * plentyShare;
    const isRising = last > before * (1 + risingShare);
    const isEven = last > 0 && !isRising && before - last <= evenShare * before;
    if (elapsedMs >= shortestMs && isReached) return undefined;
    if (elapsedMs >= this.evenAfterMs && isEven) return undefined;
    // However slow it is: a lead-in that waits for a load that is out of reach would never end.
    const isAlive = nowMs - (this.lastAckMs(partition) ?? -Infinity) < settleMs / 2;
    if (elapsedMs >= this.evenAfterMs + settleMs && isAlive) return undefined;
    return `partition ${partition} acknowledges ${Math.round(last)} records/s`;
  }

  private perSecond(partition: number, fromMs: number, untilMs: number): number {
    const acksMs = this.acksMs.get(partition) ?? [];
    const counted = acksMs.filter((atMs) => atMs > fromMs && atMs <= untilMs);
    return (counted.length * 1_000) / (untilMs - fromMs);
  }
}
