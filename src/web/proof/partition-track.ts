/** Follows one partition while a drill runs: who leads it, and when nothing of it was written or read. */
import type { EventOf } from '../../drills/record/events.ts';
import type { ViewEvent } from '../../drills/record/history.ts';
import { Answers } from './answers.ts';
import { Spans } from './spans.ts';

/** One partition so far. */
export class PartitionTrack {
  readonly leaders = new Spans<number>();
  readonly writes = new Answers();
  /** Undefined before a prober has read. */
  reads: Answers | undefined;
  /** Whether a record waits for its acknowledgement. */
  isWaiting = false;
  private epoch = -1;

  /** Takes note of a try to write it, and of what became of it. */
  onWrite(event: EventOf<'attempt' | 'ack' | 'error'>): void {
    this.isWaiting = event.type === 'attempt';
    if (event.type === 'ack') this.writes.answered(event);
  }

  /** Takes note of a fetch that was answered. */
  onRead(event: EventOf<'read'>): void {
    this.reads ??= new Answers();
    this.reads.answered(event);
  }

  /** Brokers learn one after another: of two views the one of the later election is right. */
  onView({ leader, leaderEpoch, atMs }: ViewEvent): void {
    if (leaderEpoch < this.epoch) return;
    this.epoch = leaderEpoch;
    this.leaders.set(leader < 0 ? undefined : leader, atMs);
  }

  /** The first fault begins. */
  endCalm(): void {
    this.writes.endCalm();
    this.reads?.endCalm();
  }
}
