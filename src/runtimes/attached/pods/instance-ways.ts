/** Keeps the ways into the pods of an attached cluster open for as long as this process lives. */
import type { Instance } from '../../../cluster/instance.ts';
import { openWays, type OpenWays } from './forwards.ts';
import { podNameNow } from './now.ts';
import { kubectlPlace, placeIn } from './place.ts';

/** By instance. */
const opened = new Map<string, Promise<OpenWays>>();

/** Makes what its brokers advertise lead to them from this process; twice is fine. */
export async function leadThere(instance: Instance): Promise<void> {
  const before = opened.get(instance.id);
  if (before !== undefined) return void (await before);
  const open = openAll(instance);
  opened.set(instance.id, open);
  try {
    await open;
  } catch (error) {
    opened.delete(instance.id);
    throw error;
  }
}

async function openAll(instance: Instance): Promise<OpenWays> {
  const place = placeIn(instance);
  const ways = await openWays(kubectlPlace(place));
  const stored = Object.entries(place.ways).map(
    ([address, { nodeId, port }]) =>
      [address, { nodeId, port, pod: () => podNameNow(instance, nodeId) }] as const,
  );
  await ways.add(new Map(stored));
  return ways;
}

/** Ends the connections of this process to a node that has just ended; fine where there are none. */
export async function endConnectionsTo(instance: Instance, nodeId: string): Promise<void> {
  (await opened.get(instance.id))?.endConnections(nodeId);
}

/** Why no port of this host is of use to other programs. */
export function programsOfTheirs(instance: Instance): string {
  const [address = 'names of pods'] = Object.keys(placeIn(instance).ways);
  return `klab alone reaches ${instance.id} from here: its brokers tell every client ${address} and the like, which are known to pods; run other programs in its namespace, or give the brokers a listener for clients here`;
}
