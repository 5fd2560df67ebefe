/** What works beside a drill's probers: the members of a consumer group, a transactional writer. */
import type { EventOf } from '../../drills/record/events.ts';
import { humanDuration } from '../text/table.ts';
import type { Line } from './line.ts';
import { RateTrack } from './rate-track.ts';

/** Follows them, where there are any. */
export class CompanyTrack {
  private readonly delivered = new RateTrack();
  private readonly members = new Set<number>();
  private lastRebalanceMs: number | undefined;
  private readonly ends = { committed: 0, aborted: 0, unknown: 0 };
  private transactionsSeen = false;

  /** Takes note of an event. */
  onEvent(event: EventOf<'delivered' | 'rebalance' | 'transaction'>): void {
    if (event.type === 'delivered') {
      this.members.add(event.member);
      this.delivered.add(event.atMs, event.records.length);
    } else if (event.type === 'rebalance') {
      this.members.add(event.member);
      this.lastRebalanceMs = event.atMs;
    } else {
      this.transactionsSeen = true;
      const { state } = event;
      if (state === 'committed' || state === 'aborted' || state === 'unknown') this.ends[state] += 1;
    }
  }

  /** A line for each of them. */
  lines(nowMs: number): readonly Line[] {
    return [...this.groupLines(nowMs), ...this.transactionLines()];
  }

  private groupLines(nowMs: number): readonly Line[] {
    if (this.members.size === 0) return [];
    const rate = Math.round(this.delivered.at(nowMs).perSecond);
    const rebalance =
      this.lastRebalanceMs === undefined
        ? ''
        : `, last rebalance ${humanDuration(nowMs - this.lastRebalanceMs)} ago`;
    const members = this.members.size === 1 ? '1 member' : `${this.members.size} members`;
    return [[`consumer group: ${members}, ${rate} records/s${rebalance}`]];
  }

  private transactionLines(): readonly Line[] {
    if (!this.transactionsSeen) return [];
    const { committed, aborted, unknown } = this.ends;
    return [[`transactions: ${committed} committed, ${aborted} aborted, ${unknown} unknown`]];
  }
}
