/** Whether a port of the host leads to the very broker that the API server leads to. */
import { leadToSameBroker } from '../../../client/wire/same-broker.ts';
import { RuntimeError } from '../../../errors.ts';
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { startLastingProxy, type LastingProxy } from './api-proxy.ts';
import { assertForwarded, endClients, forwardsOf, listen, type Forward } from './forward.ts';
import type { HeldPort } from './held-ports.ts';
import { placeOf } from '../place/place.ts';
import type { PodPort } from './pod-port.ts';

/** Whether a port that somebody else has leads to the very broker that the API server leads to. */
export async function whereHeldLeads(forward: Forward): Promise<HeldPort> {
  const { nodeId, hostPort, target, isKafka, security } = forward;
  const said = security && { security };
  const leadsHere = isKafka
    ? await throughApiServer(forward.proxy, target, (sure) =>
        leadToSameBroker({ address: sure, ...said }, { address: `${hostAddress}:${hostPort}`, ...said }),
      )
    : undefined;
  return { nodeId, hostPort, leadsHere };
}

/** Gives work an address that leads to a port of a pod for certain, for as long as it takes. */
async function throughApiServer<T>(
  proxy: LastingProxy,
  target: PodPort,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const past: Forward = { nodeId: '', hostPort: 0, isKafka: true, proxy, target, clients: new Set() };
  await listen(past);
  const address = past.server?.address();
  try {
    return await work(
      typeof address === 'object' && address !== null ? `${hostAddress}:${address.port}` : '',
    );
  } finally {
    endClients(past);
    past.server?.close();
  }
}

/**
 * Asserts that the host's addresses lead to the brokers of this context, and of no other cluster.
 * @throws RuntimeError `not-ready` naming the first that does not.
 */
export async function assertLeadsHere(instance: Instance): Promise<void> {
  const { context, namespace } = placeOf(instance);
  const proxy = await startLastingProxy(context);
  const forwards = forwardsOf(instance, proxy).filter(({ isKafka }) => isKafka);
  try {
    await assertForwarded(instance, forwards);
    await Promise.all(
      forwards.map(async (forward) => {
        const { leadsHere, hostPort, nodeId } = await whereHeldLeads(forward);
        if (leadsHere !== false) return;
        throw new RuntimeError(
          'not-ready',
          `${hostAddress}:${hostPort} does not lead to ${nodeId} in namespace ${namespace} of context ${context}: another Kafka uses this port; end it, or use --port-offset N`,
        );
      }),
    );
  } finally {
    proxy.close();
  }
}
