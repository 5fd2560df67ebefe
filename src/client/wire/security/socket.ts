/** The way to a broker: TCP, and TLS above it where a client's security says so. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientTls, Endpoint } from '../../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../../errors.ts';
import { namedAs, wayTo, type Target } from '../ways.ts';
import { WireFailure, type WireFailureKind } from '../wire-failure.ts';
import { handshakeFailed, tlsRefusalOf } from './tls-refusal.ts';

/** What takes a handshake for a request closes, as does a broker that ends, and what stands before one that is not there yet. */
const closedEarly = 'the broker closed the connection, as a listener without TLS does';

/** Where to connect, and until when. */
export interface SocketRequest {
  readonly broker: Endpoint;
  /** For connection and handshake together. */
  readonly timeoutMs: number;
  /** Gives up, with its reason as that of the failure. @default only the time ends it */
  readonly signal?: AbortSignal;
}

/**
 * Connects, and waits until the client is content with the broker's certificate.
 * @param use is given the socket in the very moment, so that nothing that happens to it is missed.
 * @throws WireFailure `refused` when nothing listens there or nothing answers in `timeoutMs` milliseconds; `closed` when a
 * handshake comes to no end; `abandoned`; a refusal of the client's. RuntimeError `client` for a certificate or key of the
 * client that cannot be used.
 */
export function openSocket<T>(
  { broker: { address, security }, timeoutMs, signal }: SocketRequest,
  use: (socket: Socket) => T,
): Promise<T> {
  const colon = address.lastIndexOf(':');
  const to = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
  const tls = security?.tls;
  return new Promise((resolve, reject) => {
    const socket = tls === undefined ? connect({ ...wayTo(to), noDelay: true }) : tlsSocket(to, tls);
    let isThere = false;
    const settled = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const failed = (kind: WireFailureKind, reason: string): void => {
      settled();
      socket.destroy();
      reject(new WireFailure(kind, reason, false, address));
    };
    const timer = setTimeout(
      () => failed('refused', `no ${isThere ? 'TLS handshake' : 'connection'} within ${timeoutMs} ms`),
      timeoutMs,
    );
    const giveUp = (): void => failed('abandoned', String(signal?.reason));
    signal?.addEventListener('abort', giveUp);
    const onError = (error: Error): void => {
      const refusal = tls && tlsRefusalOf(error);
      if (refusal !== undefined) return failed(refusal.kind, refusal.reason);
      if (isThere) return failed('closed', `${handshakeFailed}: ${closedEarly}`);
      return failed('refused', error.message);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      isThere = true;
    });
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      settled();
      socket.off('error', onError);
      resolve(use(socket));
    });
  });
}

function tlsSocket(to: Target, { ca, cert, key, brokerName, anyName }: ClientTls): Socket {
  try {
    const named = brokerName === undefined ? namedAs(to.host) : { servername: brokerName };
    const where = { ...wayTo(to), noDelay: true };
    const own = { ...(cert && { cert }), ...(key && { key: key() }) };
    const unnamed = anyName && { checkServerIdentity: () => undefined };
    return connectTls({ ...where, ca, ...named, ...own, ...unnamed });
  } catch (error) {
    throw new RuntimeError('client', `the client's certificate cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
