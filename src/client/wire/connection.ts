/**
 * One TCP connection to one broker, for what must be asked of exactly that broker at exactly that moment.
 * kafkajs asks a broker of its own choice, and keeps asking one that no longer answers.
 */
import type { Socket } from 'node:net';
import type { ClientSecurity, Endpoint } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';
import { apis, readVersions, sharedVersion, whyNotShared, type KnownVersions } from './apis.ts';
import { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { authenticate, type Ask } from './security/authenticate.ts';
import { openSocket } from './security/socket.ts';
import { askForVersions, type Message, type WireRequest } from './request.ts';
import { tlsRefusalOf } from './security/tls-refusal.ts';
import { strangeStart } from './strange-start.ts';
import { isRefusal, WireFailure, type WireFailureKind } from './wire-failure.ts';

interface Pending {
  readonly apiVersion: number;
  /** Whether the answer's header ends with tagged fields. */
  readonly hasTags: boolean;
  readonly resolve: (body: FieldReader) => void;
  readonly reject: (failure: WireFailure) => void;
  readonly timer: NodeJS.Timeout;
}

/** So much of its time is used before a session is renewed, as Kafka's own clients do it (SaslClientAuthenticator). */
const renewedAfter = 0.85;

/** A connection that answers each request or says how it failed; after any failure it is closed for good. */
export class BrokerConnection {
  /** `host:port` of the broker. */
  readonly address: string;
  private readonly socket: Socket;
  private readonly pending = new Map<number, Pending>();
  private received: Buffer = Buffer.alloc(0);
  private nextCorrelationId = 1;
  private failure: WireFailure | undefined;
  private session: { readonly security: ClientSecurity; readonly renewAtMs: number } | undefined;
  private renewing: Promise<void> | undefined;
  private versions: Promise<KnownVersions> | undefined;
  private known: KnownVersions | undefined;

  private constructor(address: string, socket: Socket) {
    this.address = address;
    this.socket = socket;
    socket.on('data', (chunk) => this.onData(chunk));
    socket.on('error', (error) => {
      const { kind, reason } = tlsRefusalOf(error) ?? { kind: 'closed', reason: error.message };
      this.close(kind, reason);
    });
    socket.on('close', () => this.close('closed', 'connection closed by the broker'));
  }

  /**
   * Connects to a broker, and is let in by it.
   * @param signal gives up, with its reason as that of the failure. @default only the time ends it
   * @throws WireFailure `refused` when nothing listens there or nothing answers in `timeoutMs` milliseconds; a refusal where
   * one side does not let the other in; `closed`; `abandoned` when the caller gives up.
   */
  static async open(broker: Endpoint, timeoutMs: number, signal?: AbortSignal): Promise<BrokerConnection> {
    const startedAtMs = Date.now();
    const { address, security } = broker;
    const connection = await openSocket(
      { broker, timeoutMs, ...(signal && { signal }) },
      (socket) => new BrokerConnection(address, socket),
    );
    if (security === undefined) return connection;
    const giveUp = (): void => connection.close('abandoned', String(signal?.reason));
    signal?.addEventListener('abort', giveUp);
    try {
      await connection.beLetIn(security, timeoutMs, startedAtMs);
      return connection;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** False once anything went wrong, or `close` was called. */
  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /**
   * Sends one request, by the highest version that the broker knows too; several may be under way.
   * @returns a reader that stands at the first field of the answer, after its header.
   * @throws WireFailure; `unsupported-version` leaves the connection as it is.
   */
  request(request: WireRequest): Promise<FieldReader> {
    const { session, known } = this;
    if (session !== undefined && Date.now() >= session.renewAtMs) {
      this.session = undefined;
      this.renewing = this.beLetIn(session.security, request.timeoutMs);
    }
    // At once where nothing has to come before it: whoever gives up in the same moment must know that it was sent.
    if (known !== undefined && this.renewing === undefined) return this.sendBy(known, request);
    return this.sendLater(request);
  }

  /**
   * Which requests the broker knows. Asked once: a broker that is replaced by another Kafka is another connection.
   * @throws WireFailure
   */
  knownVersions(timeoutMs: number): Promise<KnownVersions> {
    return (this.versions ??= this.askVersions(timeoutMs));
  }

  private async askVersions(timeoutMs: number): Promise<KnownVersions> {
    try {
      this.known = readVersions(await this.send({ ...askForVersions, timeoutMs }));
      return this.known;
    } catch (error) {
      // Whatever it was asked for was not sent yet.
      if (!(error instanceof WireFailure)) throw error;
      throw new WireFailure(error.kind, error.reason, false, this.address);
    }
  }

  private async sendLater(request: WireRequest): Promise<FieldReader> {
    if (this.renewing !== undefined) await this.renewing;
    const startedAtMs = Date.now();
    const known = await this.knownVersions(request.timeoutMs);
    return await this.sendBy(known, request, Math.max(1, startedAtMs + request.timeoutMs - Date.now()));
  }

  private sendBy(
    known: KnownVersions,
    { api, body, timeoutMs }: WireRequest,
    leftMs = timeoutMs,
  ): Promise<FieldReader> {
    const apiVersion = sharedVersion(api, known);
    if (apiVersion === undefined) {
      const reason = whyNotShared(api, known);
      return Promise.reject(new WireFailure('unsupported-version', reason, false, this.address));
    }
    return this.send({
      apiKey: api.key,
      apiVersion,
      flexible: api.flexibleFrom !== undefined && apiVersion >= api.flexibleFrom,
      body: typeof body === 'function' ? body(apiVersion) : body,
      timeoutMs,
      leftMs,
    });
  }

  private send(message: Message): Promise<FieldReader> {
    const { apiKey, apiVersion, flexible = false, body, timeoutMs, leftMs = timeoutMs } = message;
    if (this.failure !== undefined) {
      return Promise.reject(new WireFailure('closed', this.failure.reason, false, this.address));
    }
    const { correlationId = this.nextCorrelationId++ } = message;
    // The client id keeps its plain form in the flexible header too (request header version 2).
    const frame = new FieldWriter().int16(apiKey).int16(apiVersion).int32(correlationId).string('klab');
    if (flexible) frame.tags();
    frame.raw(body.toBuffer());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close('no-answer', `no answer within ${timeoutMs} ms`), leftMs);
      // A broker must be able to answer this one to whoever does not know what it speaks: its header is the old one (KIP-511).
      const hasTags = flexible && apiKey !== apis.apiVersions.key;
      this.pending.set(correlationId, { apiVersion, hasTags, resolve, reject, timer });
      this.socket.write(new FieldWriter().bytes(frame.toBuffer()).toBuffer());
    });
  }

  /** Closes the connection; requests still open fail with this reason. */
  close(kind: WireFailureKind = 'abandoned', reason = 'connection given up'): void {
    if (this.failure !== undefined) return;
    // Whom the broker does not let in, it does nothing for.
    this.failure = new WireFailure(kind, reason, !isRefusal(kind), this.address);
    this.socket.destroy();
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(this.failure);
    }
    this.pending.clear();
  }

  /**
   * With TLS 1.3 a broker looks at a client's certificate when the client has long been content: only an answer shows that
   * it is let in. Every listener answers ApiVersions (API key 18), and SASL is an answer by itself. Some let a client stay
   * only for so long, as all do with a token; then it says again who it is, and nothing else meanwhile (KIP-368).
   */
  private async beLetIn(
    security: ClientSecurity,
    timeoutMs: number,
    startedAtMs = Date.now(),
  ): Promise<void> {
    const { sasl } = security;
    const leftMs = (): number => Math.max(1, startedAtMs + timeoutMs - Date.now());
    const ask: Ask = (apiKey, apiVersion, body) =>
      this.send({ apiKey, apiVersion, body, timeoutMs: leftMs() });
    try {
      if (sasl === undefined) return void (await this.knownVersions(leftMs()));
      const lifetimeMs = await authenticate(ask, sasl);
      if (lifetimeMs > 0) this.session = { security, renewAtMs: Date.now() + renewedAfter * lifetimeMs };
    } catch (error) {
      // Requests of before may be under way, and are no part of this.
      this.close('closed', messageOf(error));
      if (!(error instanceof WireFailure)) throw error;
      const { kind, reason } = error;
      if (kind !== 'no-answer') throw new WireFailure(kind, reason, false, this.address);
      throw new WireFailure('refused', `not let in within ${timeoutMs} ms`, false, this.address);
    } finally {
      this.renewing = undefined;
    }
  }

  private onData(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4) {
      const strange = strangeStart(this.received);
      if (strange !== undefined) return this.close(strange.kind, strange.reason);
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
    const tooShort = (): WireFailure =>
      new WireFailure('unreadable', 'the answer ends too early', true, this.address);
    const reader = new FieldReader(body, tooShort, waiting.apiVersion);
    try {
      if (waiting.hasTags) reader.tags();
      waiting.resolve(reader);
    } catch (error) {
      waiting.reject(error as WireFailure);
    }
  }
}
