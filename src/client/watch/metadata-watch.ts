/**
 * The one watcher of a cluster: asks every broker for its metadata again and again, each on a connection of its own, so that
 * a dead one delays nobody, and the quorum for its leader. `klab watch` and drills listen to it.
 */
import { Alarm } from '../../alarm.ts';
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { MetadataMode } from '../../kafka/versions/versions.ts';
import { BrokerConnection } from '../wire/connection.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { fetchMetadata, type MetadataAnswer } from '../wire/fetch-metadata.ts';
import { WireFailure } from '../wire/wire-failure.ts';
import { namedController } from './snapshot.ts';

/** A broker's answer. */
export interface Heard {
  readonly broker: BrokerAccess;
  readonly answer: MetadataAnswer;
  /** Its answer to the question before; undefined where it did not answer that. */
  readonly before: MetadataAnswer | undefined;
  /** To ask the same broker for more. */
  readonly connection: BrokerConnection;
}

/** How long the way to a broker may take, in milliseconds: it is longer where a handshake and a password follow. */
export interface ConnectTimeouts {
  readonly plain: number;
  readonly secured: number;
}

/** What is watched, how often, and who is told. */
export interface MetadataWatchOptions {
  readonly access: ClusterAccess;
  /** The topics to ask for. @default all */
  readonly topics?: readonly string[];
  /** How the controller is found. @default nobody asks for it */
  readonly mode?: MetadataMode;
  /** As {@link RunningCluster.quorum}. @default brokers tell */
  readonly quorum?: RunningCluster['quorum'];
  /** Pause between two questions to one broker, in milliseconds. */
  readonly intervalMs: number;
  /** Pause between two questions to the quorum, in milliseconds. @default 500 */
  readonly controllerIntervalMs?: number;
  readonly connectTimeoutMs: ConnectTimeouts;
  readonly answerTimeoutMs: number;
  /** Told each answer; a WireFailure that it throws is the broker's. @default nobody is told */
  readonly onAnswer?: (heard: Heard) => void | Promise<void>;
  /** Told that a broker has ceased to answer, and how. @default nobody is told */
  readonly onSilence?: (broker: BrokerAccess, failure: WireFailure) => void;
  /** Told the number of the active controller when it is another one. @default nobody is told */
  readonly onController?: (controller: number) => void;
}

/** A broker and the connection to it. */
interface Line {
  readonly broker: BrokerAccess;
  connection: BrokerConnection | undefined;
}

/** Asks until it is stopped. */
export class MetadataWatch {
  private readonly options: MetadataWatchOptions;
  private readonly heard = new Map<number, MetadataAnswer>();
  private readonly alarm = new Alarm();
  private known = -1;
  private failure: { readonly cause: unknown } | undefined;
  private stopped = false;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(options: MetadataWatchOptions) {
    this.options = options;
  }

  /** Begins to watch; resolves when everybody has been asked once. */
  async start(): Promise<void> {
    const { access, intervalMs, controllerIntervalMs = 500 } = this.options;
    const lines = access.brokers.map((broker): Line => ({ broker, connection: undefined }));
    const first = lines.map((line) => this.guarded(() => this.ask(line)));
    const begun = Promise.all(first).then(() => this.guarded(() => this.askQuorum(0)));
    this.loops = Promise.all([
      ...lines.map(async (line, index) => {
        await first[index];
        await this.repeat(intervalMs, () => this.ask(line));
        line.connection?.close();
      }),
      begun.then(() => this.repeat(controllerIntervalMs, (turn) => this.askQuorum(turn))),
    ]);
    await begun;
  }

  /** Ends every connection and waits until nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.loops;
  }

  /** Asks everybody now instead of after the pause. */
  refresh(): void {
    this.alarm.ring();
  }

  /** @throws what broke the watch itself: that is no silence of a broker, and must not look like one. */
  assertWorks(): void {
    if (this.failure !== undefined) throw this.failure.cause;
  }

  /** The newest answers of the brokers that answer now, by their numbers. @throws what broke the watch itself */
  get answers(): ReadonlyMap<number, MetadataAnswer> {
    this.assertWorks();
    return this.heard;
  }

  /** Number of the active controller; -1 when it is not known. */
  get controller(): number {
    return this.known;
  }

  private async repeat(intervalMs: number, work: (turn: number) => Promise<void>): Promise<void> {
    for (let turn = 1; !this.isOver(); turn += 1) {
      await this.alarm.wait(intervalMs);
      if (!this.isOver()) await this.guarded(() => work(turn));
    }
  }

  /** What breaks the work is no silence of a broker: it ends the watch, and is told to whoever asks for answers. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.failure ??= { cause };
    }
  }

  private isOver(): boolean {
    return this.stopped || this.failure !== undefined;
  }

  private async ask(line: Line): Promise<void> {
    const { topics, mode, answerTimeoutMs, onAnswer, onSilence } = this.options;
    const { broker } = line;
    try {
      line.connection ??= await BrokerConnection.open(broker, this.connectTimeoutMs(broker));
      const answer = await fetchMetadata(line.connection, topics, answerTimeoutMs);
      const before = this.heard.get(broker.number);
      this.heard.set(broker.number, answer);
      await onAnswer?.({ broker, answer, before, connection: line.connection });
    } catch (error) {
      line.connection?.close();
      line.connection = undefined;
      if (!(error instanceof WireFailure)) throw error;
      if (this.heard.delete(broker.number)) onSilence?.(broker, error);
    }
    // With KRaft the brokers name a random one of them.
    if (mode === 'zookeeper' && this.options.quorum?.() === undefined)
      this.setController(namedController(this.heard, this.known));
  }

  /** Asks brokers in turn: each forwards the question to the quorum's leader, and one answer is enough. */
  private async askQuorum(turn: number): Promise<void> {
    const { access, mode, quorum } = this.options;
    const controllers = quorum?.();
    if (mode !== 'kraft' && controllers === undefined) return;
    const answering = controllers ?? access.brokers.filter(({ number }) => this.heard.has(number));
    const broker = answering[turn % Math.max(1, answering.length)];
    if (broker === undefined) return;
    // On a connection of its own, as a quorum without a leader keeps whoever asks waiting.
    const timeoutMs = Math.max(this.options.answerTimeoutMs, this.connectTimeoutMs(broker));
    try {
      this.setController((await describeQuorum(broker, timeoutMs)).leaderId);
    } catch (error) {
      // A broker that does not answer, or a quorum without a leader.
      if (!(error instanceof LabError)) throw error;
    }
  }

  private connectTimeoutMs({ security }: BrokerAccess): number {
    return this.options.connectTimeoutMs[security === undefined ? 'plain' : 'secured'];
  }

  private setController(controller: number): void {
    if (controller < 0 || controller === this.known) return;
    this.known = controller;
    this.options.onController?.(controller);
  }
}
