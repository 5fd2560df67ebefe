/** The way to a broker: TCP, and TLS above it where a client's security says so. */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientTls, Endpoint } from '../../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../../errors.ts';
import { WireFailure } from '../wire-failure.ts';
import { handshakeFailed, tlsRefusalOf } from './tls-refusal.ts';

/** What takes a handshake for a request closes, as does a broker that ends, and what stands before one that is not there yet. */
const closedEarly = 'the broker closed the connection, as a listener without TLS does';

/**
 * Connects, and waits until the client is content with the broker's certificate.
 * @param use is given the socket in the very moment, so that nothing that happens to it is missed.
 * @throws WireFailure `refused` when nothing listens there or nothing answers in `timeoutMs` milliseconds; `closed` when a
 * handshake comes to no end; a refusal of the client's. RuntimeError `client` for a certificate or key of the client that cannot be used.
 */
export function openSocket<T>(
  { address, security }: Endpoint,
  timeoutMs: number,
  use: (socket: Socket) => T,
): Promise<T> {
  const colon = address.lastIndexOf(':');
  const to = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true };
  const tls = security?.tls;
  return new Promise((resolve, reject) => {
    const socket = tls === undefined ? connect(to) : tlsSocket(to, tls);
    let isThere = false;
    const failed = (failure: WireFailure): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(failure);
    };
    const timer = setTimeout(() => {
      const missing = isThere ? 'TLS handshake' : 'connection';
      failed(new WireFailure('refused', `no ${missing} within ${timeoutMs} ms`, false, address));
    }, timeoutMs);
    const onError = (error: Error): void => {
      const { kind, reason } = (tls && tlsRefusalOf(error)) ?? {
        kind: isThere ? 'closed' : 'refused',
        reason: isThere ? `${handshakeFailed}: ${closedEarly}` : error.message,
      };
      failed(new WireFailure(kind, reason, false, address));
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      isThere = true;
    });
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(use(socket));
    });
  });
}

function tlsSocket(
  to: { readonly host: string; readonly port: number; readonly noDelay: boolean },
  { ca, cert, key }: ClientTls,
): Socket {
  try {
    // A server is told the name that it is asked by, and an address is no name (RFC 6066, 3).
    const servername = isIP(to.host) === 0 ? to.host : '';
    return connectTls({ ...to, ca, servername, ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    throw new RuntimeError('client', `the client's certificate cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
