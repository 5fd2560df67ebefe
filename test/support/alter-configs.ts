/** Sets values for all brokers of a cluster while they run; undefined takes one back. */
import { alterBrokerSettings } from '../../src/client/wire/alter-broker-settings.ts';
import type { Endpoint } from '../../src/cluster/access.ts';

/** Does it as {@link alterBrokerSettings} does. */
export async function alterAllBrokers(
  broker: Endpoint,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const values = Object.entries(settings).map(([name, value]) => [name, value ?? null] as const);
  await alterBrokerSettings(broker, Object.fromEntries(values));
}
