/**
 * Reads one partition from its beginning on, over and over, straight from the leader: so a gap in its answers is the
 * cluster's and not a consumer's queue, backoff or group. What it was given must still be there when the drill ends.
 */
import type { BrokerAccess } from '../../cluster/access.ts';
import { fetchRecords } from '../../client/wire/fetch-records.ts';
import { fetchEndOffset } from '../../client/wire/list-offsets.ts';
import { LeaderRefusal } from '../../client/wire/codec/leader-answer.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { FetchedRecords } from '../../client/wire/codec/read-batches.ts';
import { Pacer } from './pacer.ts';
import { PartitionProber, type ProbeOptions } from './partition-prober.ts';
import { sequenceOf } from '../record/probe-record.ts';

/** Faster than this a reader only divides the same records among more answers; edges of windows are as fine as that. */
const shortestIntervalMs = 10;

/** Probes one partition; asked to end, it ends with the next answer, and what is under way after its time is written down as given up. */
export class ReadProber extends PartitionProber<ProbeOptions> {
  /** Offset to read next. */
  private position = 0;

  protected async run(): Promise<void> {
    const { intervalMs, retryMs, recorder, observer } = this.options;
    const pacer = new Pacer(Math.max(intervalMs, shortestIntervalMs), recorder, this.alarm);
    while (!this.givenUp) {
      const answered = await this.poll();
      if (this.givenUp || (answered && this.stopping)) return;
      if (!answered) {
        observer.refresh();
        await this.alarm.wait(retryMs);
      } else await pacer.next();
    }
  }

  /** @returns whether the leader has answered. */
  private async poll(): Promise<boolean> {
    const { recorder, partition, observer } = this.options;
    const leader = observer.leaderOf(partition);
    const asked = { startedAtMs: recorder.nowMs(), partition, leader: leader?.number ?? -1 };
    if (leader === undefined) {
      recorder.record({ type: 'read-error', ...asked, kind: 'no-leader' });
      return false;
    }
    try {
      const { records, nextOffset } = await this.fetch(leader);
      this.position = nextOffset ?? this.position;
      const given = records.map(
        ({ offset, value }) => [offset, sequenceOf(value.toString('latin1'))] as const,
      );
      recorder.record({ type: 'read', ...asked, records: given });
      return true;
    } catch (error) {
      // Whatever a reader meets is an event: what the drill has seen so far must not be lost with it.
      const isAnswer = error instanceof WireFailure || error instanceof LeaderRefusal;
      recorder.record({ type: 'read-error', ...asked, kind: isAnswer ? error.kind : 'unreadable' });
      if (!isAnswer) return false;
      if (error.kind === 'offset-out-of-range') await this.findEnd(leader);
      return false;
    }
  }

  private fetch(leader: BrokerAccess): Promise<FetchedRecords> {
    const { topic, partition, requestTimeoutMs: timeoutMs } = this.options;
    const request = { topic, partition, offset: this.position, timeoutMs };
    return this.link.ask(leader, (connection) => fetchRecords(connection, request));
  }

  /** The new leader's log ends before what was read: it goes on from there, and the verdict names what is gone. */
  private async findEnd(leader: BrokerAccess): Promise<void> {
    const { topic, partition, requestTimeoutMs: timeoutMs } = this.options;
    try {
      this.position = await this.link.ask(leader, (connection) =>
        fetchEndOffset(connection, { topic, partition }, timeoutMs),
      );
    } catch (error) {
      // The next fetch meets the same refusal, and this is tried again.
      if (!(error instanceof WireFailure) && !(error instanceof LeaderRefusal)) throw error;
    }
  }
}
