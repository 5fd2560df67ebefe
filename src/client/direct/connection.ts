/**
 * One TCP connection to one broker, for what must be asked of exactly that broker at exactly that moment.
 * kafkajs asks a broker of its own choice, and keeps asking one that no longer answers.
 */
import { connect, type Socket } from 'node:net';
import { FieldWriter } from './format.ts';

/** How a request went wrong: before anything was sent, or at a moment when the broker may have done it. */
export type WireFailureKind = 'refused' | 'closed' | 'no-answer' | 'abandoned';

/** A request that got no answer. */
export class WireFailure extends Error {
  readonly kind: WireFailureKind;
  /** False when the request certainly never reached the broker. */
  readonly mayBeDone: boolean;

  constructor(kind: WireFailureKind, message: string, mayBeDone: boolean) {
    super(message);
    this.name = 'WireFailure';
    this.kind = kind;
    this.mayBeDone = mayBeDone;
  }
}

/** What a request asks for; body without header. */
export interface WireRequest {
  readonly apiKey: number;
  /** A version with the plain (not the flexible) header. */
  readonly apiVersion: number;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

interface Pending {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (failure: WireFailure) => void;
  readonly timer: NodeJS.Timeout;
}

/** A connection that answers each request or says how it failed; after any failure it is closed for good. */
export class BrokerConnection {
  readonly address: string;
  private readonly socket: Socket;
  private readonly pending = new Map<number, Pending>();
  private received: Buffer = Buffer.alloc(0);
  private nextCorrelationId = 1;
  private failure: WireFailure | undefined;

  private constructor(address: string, socket: Socket) {
    this.address = address;
    this.socket = socket;
    socket.on('data', (chunk) => this.onData(chunk));
    socket.on('error', (error) => this.close('closed', error.message));
    socket.on('close', () => this.close('closed', 'connection closed by the broker'));
  }

  /**
   * Connects to `host:port`.
   * @throws WireFailure `refused` when nothing listens there or nothing answers in time.
   */
  static open(address: string, timeoutMs: number): Promise<BrokerConnection> {
    const colon = address.lastIndexOf(':');
    const socket = connect({
      host: address.slice(0, colon),
      port: Number(address.slice(colon + 1)),
      noDelay: true,
    });
    return new Promise((resolve, reject) => {
      const failed = (reason: string): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(new WireFailure('refused', `${address}: ${reason}`, false));
      };
      const timer = setTimeout(() => failed(`no connection within ${timeoutMs} ms`), timeoutMs);
      const onError = (error: Error): void => failed(error.message);
      socket.once('error', onError);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', onError);
        resolve(new BrokerConnection(address, socket));
      });
    });
  }

  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /** Sends one request and returns the body of its answer. @throws WireFailure */
  request({ apiKey, apiVersion, body, timeoutMs }: WireRequest): Promise<Buffer> {
    if (this.failure !== undefined)
      return Promise.reject(new WireFailure('closed', this.failure.message, false));
    const correlationId = this.nextCorrelationId++;
    const header = new FieldWriter()
      .int16(apiKey)
      .int16(apiVersion)
      .int32(correlationId)
      .string('klab')
      .toBuffer();
    const message = new FieldWriter().bytes(Buffer.concat([header, body])).toBuffer();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close('no-answer', `no answer within ${timeoutMs} ms`), timeoutMs);
      this.pending.set(correlationId, { resolve, reject, timer });
      this.socket.write(message);
    });
  }

  /** Closes the connection; requests still open fail with this reason. */
  close(kind: WireFailureKind = 'abandoned', reason = 'connection given up'): void {
    if (this.failure !== undefined) return;
    this.failure = new WireFailure(kind, `${this.address}: ${reason}`, true);
    this.socket.destroy();
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(this.failure);
    }
    this.pending.clear();
  }

  private onData(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4) {
      const end = 4 + this.received.readInt32BE(0);
      if (this.received.length < end) return;
      this.answer(this.received.readInt32BE(4), this.received.subarray(8, end));
      this.received = this.received.subarray(end);
    }
  }

  private answer(correlationId: number, body: Buffer): void {
    const waiting = this.pending.get(correlationId);
    if (waiting === undefined) return;
    this.pending.delete(correlationId);
    clearTimeout(waiting.timer);
    waiting.resolve(body);
  }
}
