/**
 * Addresses that lead to their brokers by a port of this host alone, for as long as something in this process forwards it:
 * brokers go on being known by what they advertise, to which every answer of theirs and every certificate speaks.
 */
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { RuntimeError } from '../../errors.ts';

/** Where such ports are. */
const here = '127.0.0.1';

const ways = new Map<string, number>();

/**
 * From now on whoever connects to an address comes to a port of this host.
 * @returns what ends that
 * @throws RuntimeError `port-taken` where it leads somewhere else already: two clusters may advertise the same names
 */
export function leadTo(address: string, port: number): () => void {
  const before = ways.get(address);
  if (before !== undefined && before !== port) {
    throw new RuntimeError(
      'port-taken',
      `${address} is advertised by another cluster too that this program uses; use one of them at a time`,
    );
  }
  ways.set(address, port);
  return () => void ways.delete(address);
}

/** Where to connect, as Node takes it. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Where to connect for an address; the address itself where nothing else leads there. */
export function wayTo({ host, port }: Target): Target {
  const forwarded = ways.get(`${host}:${port}`);
  return forwarded === undefined ? { host, port } : { host: here, port: forwarded };
}

/** What a TLS connection is told of whom it is to meet. */
interface Named {
  readonly servername: string;
  readonly checkServerIdentity?: typeof checkServerIdentity;
}

/** What keeps a broker's certificate being looked at by the host that is meant, and not by the way there. */
export function namedAs(host: string): Named {
  if (isIP(host) === 0) return { servername: host };
  // A server is told the name that it is asked by, and an address is no name (RFC 6066, 3).
  return { servername: '', checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) };
}
