/** Whether this host gets to the addresses that brokers advertise, and where it does not, from where they are meant and what to set: the most asked question about Kafka. */
import { BrokerConnection } from '../../client/wire/connection.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { KnownBroker } from '../../client/wire/describe-cluster.ts';
import type { ClientSecurity } from '../../cluster/access.ts';

/** An advertised address that does not lead to a broker from here. */
export interface Unreached {
  readonly broker: KnownBroker;
  /** Why not, and what to set: one line. */
  readonly words: string;
}

const timeoutMs = 5_000;

/**
 * Tries the addresses, all at once.
 * @param reached an address by which the cluster was reached, whose host an advertised address might have
 * @param meant from where a host can be reached, for whoever knows more than its form
 */
export async function unreachedOf(
  brokers: readonly KnownBroker[],
  security: ClientSecurity | undefined,
  reached: string,
  meant: (host: string) => string = meantFor,
): Promise<readonly Unreached[]> {
  const found = await Promise.all(
    brokers.map(async (broker): Promise<Unreached[]> => {
      const reason = await whyNotReached(broker.address, security);
      return reason === undefined ? [] : [{ broker, words: unreachedWords(broker, reason, reached, meant) }];
    }),
  );
  return found.flat();
}

async function whyNotReached(
  address: string,
  security: ClientSecurity | undefined,
): Promise<string | undefined> {
  try {
    const connection = await BrokerConnection.open({ address, ...(security && { security }) }, timeoutMs);
    connection.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    return error.reason;
  }
}

/** Brokers that advertise one address together: clients get to one of them there. */
export function sharedAddresses(brokers: readonly KnownBroker[]): readonly string[] {
  const addresses = [...new Set(brokers.map(({ address }) => address))];
  return addresses.flatMap((address) => {
    const those = brokers.filter((broker) => broker.address === address).map(({ number }) => number);
    if (those.length < 2) return [];
    return [
      `brokers ${those.join(', ')} all advertise ${address}: clients get to one of them there; give each its own`,
    ];
  });
}

/** What is said of an address that leads nowhere. @param reached an address of the cluster that answered */
function unreachedWords(
  { number, address }: KnownBroker,
  reason: string,
  reached: string,
  meant: (host: string) => string,
): string {
  const host = address.slice(0, address.lastIndexOf(':'));
  const port = address.slice(address.lastIndexOf(':') + 1);
  const here = reached.slice(0, reached.lastIndexOf(':'));
  // A host that refuses is there, and by this one the cluster was reached.
  if (/ECONNREFUSED/.test(reason) && (host === here || [host, here].every(isLoopback)))
    return `broker ${number} advertises ${address}, where nobody listens now (${reason}): it may have ended, since Kafka goes on naming a broker until its session is over; if it runs, its port does not lead there: publish ${port}, or advertise the one that is published`;
  const from = meant(host);
  const fix = `advertised.listeners of broker ${number} needs a listener for clients here, such as HOST://${here}:${port}`;
  return `broker ${number} advertises ${address}, which this host does not reach (${reason}); ${from}; ${fix}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '::1';
}

/** From where such a host can be reached, as far as its form tells. */
export function meantFor(host: string): string {
  if (host === 'host.docker.internal') return 'that name is for containers that go to their host';
  if (/\.svc(\.|$)|\.cluster\.local$/.test(host))
    return 'that name is known to pods of its Kubernetes cluster';
  if (isLoopback(host)) return 'that is each machine itself';
  if (host === '0.0.0.0')
    return 'that is no address at all: a broker listens there, and no client goes there';
  if (/^172\.(1[6-9]|2\d|3[01])\./.test(host))
    return 'such an address is known to its own network, as of Docker';
  if (/^(10\.|192\.168\.)/.test(host)) return 'such an address is known to its own network';
  if (!host.includes('.') && !host.includes(':')) {
    return 'a name without a dot is known to containers or pods of its own network';
  }
  return 'clients elsewhere may reach it';
}
