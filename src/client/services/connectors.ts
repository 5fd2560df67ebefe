/** The connectors that a topology declares, brought to run once its Kafka Connect serves. */
import { servicesOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { WaitOptions } from '../../wait.ts';
import { putConnector, untilRunning } from './connect.ts';
import { servicePlace } from './address.ts';

/**
 * Makes every declared connector, and waits until it runs.
 * @param topology with its references completed: connectors name other nodes as their worker finds them.
 * @throws RuntimeError that names the service and the connector which it does not take.
 */
export async function applyConnectors(
  topology: ResolvedTopology,
  portOffset: number,
  { timeoutMs, signal, onPending }: Omit<WaitOptions, 'what'>,
): Promise<void> {
  for (const node of servicesOf(topology)) {
    for (const connector of node.service.connectors ?? []) {
      const place = servicePlace(node, portOffset, signal);
      onPending?.(`connector ${connector.name} of ${node.id}`);
      await putConnector(place, connector);
      await untilRunning(place, connector.name, timeoutMs, onPending);
    }
  }
}
