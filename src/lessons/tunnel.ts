/** A way to a broker that the broker knows nothing of, as `ssh -L` and port-forwards are: it leads there, and is named by nobody. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { BrokerAccess } from '../cluster/access.ts';
import { describeBroker, type KnownBroker } from '../client/wire/describe-cluster.ts';

/** What a client is told that comes by a tunnel. */
export interface TunnelAnswer {
  /** `host:port` at which the tunnel begins. */
  readonly door: string;
  /** Where the broker sends the client on to. */
  readonly brokers: readonly KnownBroker[];
}

/** Asks a broker through a tunnel that is opened for this. @throws RuntimeError `client` where it does not answer */
export async function askThroughTunnel(broker: BrokerAccess): Promise<TunnelAnswer> {
  const [host = '', port] = broker.address.split(/:(?=\d+$)/);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      // Either end may go at any time; whoever asked hears of it by the other.
      end.on('error', () => other.destroy());
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { brokers } = await describeBroker({ ...broker, address: door });
    return { door, brokers };
  } finally {
    for (const end of ends) end.destroy();
    server.close();
  }
}
