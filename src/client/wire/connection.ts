/**
 * One TCP connection to one broker, for what must be asked of exactly that broker at exactly that moment.
 * kafkajs asks a broker of its own choice, and keeps asking one that no longer answers.
 */
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../../cluster/access.ts';
import { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { WireFailure, type WireFailureKind } from './wire-failure.ts';

/** What a request asks for. */
export interface WireRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Whether this version of the API is a flexible one: its headers then end with tagged fields (KIP-482). @default false */
  readonly flexible?: boolean;
  /** The request's fields, without its header. */
  readonly body: FieldWriter;
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

interface Pending {
  readonly flexible: boolean;
  readonly resolve: (body: FieldReader) => void;
  readonly reject: (failure: WireFailure) => void;
  readonly timer: NodeJS.Timeout;
}

/** A connection that answers each request or says how it failed; after any failure it is closed for good. */
export class BrokerConnection {
  /** `host:port` of the broker. */
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
   * Connects to a broker.
   * @throws WireFailure `refused` when nothing listens there or nothing answers in `timeoutMs` milliseconds.
   */
  static open({ address }: Endpoint, timeoutMs: number): Promise<BrokerConnection> {
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
        reject(new WireFailure('refused', reason, false, address));
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

  /** False once anything went wrong, or `close` was called. */
  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /**
   * Sends one request; several may be under way.
   * @returns a reader that stands at the first field of the answer, after its header.
   * @throws WireFailure
   */
  request({ apiKey, apiVersion, flexible = false, body, timeoutMs }: WireRequest): Promise<FieldReader> {
    if (this.failure !== undefined) {
      return Promise.reject(new WireFailure('closed', this.failure.reason, false, this.address));
    }
    const correlationId = this.nextCorrelationId++;
    // The client id keeps its plain form in the flexible header too (request header version 2).
    const message = new FieldWriter().int16(apiKey).int16(apiVersion).int32(correlationId).string('klab');
    if (flexible) message.tags();
    message.raw(body.toBuffer());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close('no-answer', `no answer within ${timeoutMs} ms`), timeoutMs);
      this.pending.set(correlationId, { flexible, resolve, reject, timer });
      this.socket.write(new FieldWriter().bytes(message.toBuffer()).toBuffer());
    });
  }

  /** Closes the connection; requests still open fail with this reason. */
  close(kind: WireFailureKind = 'abandoned', reason = 'connection given up'): void {
    if (this.failure !== undefined) return;
    this.failure = new WireFailure(kind, reason, true, this.address);
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
      // Every answer has a correlation id; a shorter one would never end the loop or be read past its end.
      if (end < 8) return this.close('closed', 'the answer is not in the Kafka protocol');
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
    const tooShort = (): WireFailure =>
      new WireFailure('unreadable', 'the answer ends too early', true, this.address);
    const reader = new FieldReader(body, tooShort);
    try {
      if (waiting.flexible) reader.tags();
      waiting.resolve(reader);
    } catch (error) {
      waiting.reject(error as WireFailure);
    }
  }
}
