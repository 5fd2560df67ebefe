/**
 * A prober's own connection to whoever leads its partition.
 * A paused or cut-off leader never answers: waiting for the timeout would add it to the measured gap, so a request that
 * waits for a leader of before is given up as soon as there is another one.
 */
import type { BrokerAccess } from '../../cluster/access.ts';
import { BrokerConnection } from '../../client/wire/connection.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { Alarm } from '../../alarm.ts';
import { watchTimeouts, type Observer } from '../watch/observer.ts';
import type { Recorder } from '../record/recorder.ts';

/** What a link needs. */
export interface LeaderLinkOptions {
  readonly partition: number;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** Rung when there is another leader and nothing is under way: no reason to wait any longer. */
  readonly alarm: Alarm;
}

/** A request that began just before the news of another leader has most likely gone to that one. */
const youngRequestMs = 100;

/** Asks the leader, one request at a time. */
export class LeaderLink {
  private readonly options: LeaderLinkOptions;
  private connection: BrokerConnection | undefined;
  private opening: AbortController | undefined;
  private underWay: { readonly leader: number; readonly startedAtMs: number } | undefined;

  constructor(options: LeaderLinkOptions) {
    this.options = options;
    options.observer.onLeaderChange((partition, leader) => {
      if (partition === options.partition) this.leaderMoved(leader);
    });
  }

  /** Connects where needed, and asks. @throws WireFailure, after which the next request connects anew; what `exchange` throws. */
  async ask<T>(leader: BrokerAccess, exchange: (connection: BrokerConnection) => Promise<T>): Promise<T> {
    this.underWay = { leader: leader.number, startedAtMs: this.options.recorder.nowMs() };
    try {
      return await exchange(await this.connectionTo(leader));
    } catch (error) {
      if (error instanceof WireFailure) this.close();
      throw error;
    } finally {
      this.underWay = undefined;
    }
  }

  /** Gives up what is under way. */
  close(): void {
    this.opening?.abort('connection given up');
    this.connection?.close();
    this.connection = undefined;
  }

  private async connectionTo(leader: BrokerAccess): Promise<BrokerConnection> {
    if (this.connection?.address !== leader.address || !this.connection.isOpen) {
      this.connection?.close();
      this.opening = new AbortController();
      const timeoutMs = watchTimeouts.connectTimeoutMs[leader.security === undefined ? 'plain' : 'secured'];
      this.connection = await BrokerConnection.open(leader, timeoutMs, this.opening.signal);
    }
    return this.connection;
  }

  private leaderMoved(leader: number): void {
    const { underWay } = this;
    if (underWay === undefined) return this.options.alarm.ring();
    const oldMs = this.options.recorder.nowMs() - underWay.startedAtMs;
    if (underWay.leader !== leader && oldMs > youngRequestMs) {
      const reason = `partition ${this.options.partition} has another leader`;
      this.opening?.abort(reason);
      this.connection?.close('abandoned', reason);
    }
  }
}
