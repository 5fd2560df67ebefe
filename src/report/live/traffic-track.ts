/** What a drill's probers get done in one partition: rates, the silence now and the longest one. */
import type { EventOf } from '../../drills/record/events.ts';
import type { LivePartition } from './picture.ts';
import { RateTrack } from './rate-track.ts';

/** Follows one partition. */
export class TrafficTrack {
  private readonly writes = new RateTrack();
  private readonly reads = new RateTrack();
  private readsSeen = false;
  /** Since when a record waits for its acknowledgement; undefined when none does. */
  private waitingSinceMs: number | undefined;
  private longestMs = 0;

  /** Takes note of an event of this partition. */
  onEvent(event: EventOf<'attempt' | 'ack' | 'read' | 'read-error'>): void {
    if (event.type === 'attempt') this.waitingSinceMs ??= event.atMs;
    else if (event.type === 'ack') {
      this.longestMs = Math.max(this.longestMs, this.silentMs(event.atMs));
      this.waitingSinceMs = undefined;
      this.writes.add(event.atMs);
    } else {
      this.readsSeen = true;
      if (event.type === 'read') this.reads.add(event.atMs, event.records.length);
    }
  }

  /** Forgets the longest silence: those before the first fault are a starting cluster's, not the fault's. */
  forgetLongest(): void {
    this.longestMs = 0;
  }

  /** What there is to draw. */
  at(nowMs: number): Pick<LivePartition, 'writes' | 'reads' | 'silentMs' | 'longestMs'> {
    const silentMs = this.silentMs(nowMs);
    return {
      writes: this.writes.at(nowMs),
      ...(this.readsSeen && { reads: this.reads.at(nowMs) }),
      silentMs,
      longestMs: Math.max(this.longestMs, silentMs),
    };
  }

  /** Since the record's first try, however many there were; a prober between two records does not wait. */
  private silentMs(nowMs: number): number {
    return this.waitingSinceMs === undefined ? 0 : nowMs - this.waitingSinceMs;
  }
}
