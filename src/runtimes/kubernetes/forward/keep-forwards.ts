/** Keeps an instance's forwards open for clients that are no klab, and tells what happens to them. */
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../../errors.ts';
import type { ForwardEvent, ForwardOptions } from '../../../cluster/forwards.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listPods, pendingReason, type NodePod } from '../objects/pods.ts';
import { reachableNodes } from './forward.ts';
import { forwardedPorts, openForwards } from './port-forward.ts';

/** Pause between two looks, in milliseconds: each is a process, for as long as the forwards are wanted. */
const intervalMs = 2_000;

/** Whoever hears that the server does not answer wants to hear soon that it does again. */
const listTimeoutMs = 20_000;

/** What was told last. */
interface Told {
  /** Why a node cannot be reached, by id; absent while it can. */
  readonly nodes: Map<string, string>;
  cluster?: string;
}

/** Opens the forwards of an instance and keeps them until the signal fires. */
export async function keepForwards(
  instance: Instance,
  { signal, onPorts, onEvent }: ForwardOptions,
): Promise<void> {
  await openForwards(instance);
  const told: Told = { nodes: new Map() };
  let own = -1;
  while (!signal.aborted) {
    const ports = await forwardedPorts(instance);
    const count = ports.filter((port) => port.own).length;
    if (count !== own) onPorts(ports);
    own = count;
    for (const event of await look(instance, told)) onEvent(event);
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

async function look(instance: Instance, told: Told): Promise<readonly ForwardEvent[]> {
  let pods: readonly NodePod[];
  try {
    pods = await listPods(instance, { timeoutMs: listTimeoutMs });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'cluster-unavailable') throw error;
    if (told.cluster !== undefined) return [];
    told.cluster = error.message;
    return [{ type: 'cluster', answers: false, text: error.message }];
  }
  const events = nodeEvents(instance, pods, told.nodes);
  if (told.cluster === undefined) return events;
  delete told.cluster;
  return [{ type: 'cluster', answers: true, text: 'the API server answers again' }, ...events];
}

/** What has changed of the nodes. @param told why those that cannot be reached cannot; kept up to date */
export function nodeEvents(
  { topology }: Instance,
  pods: readonly NodePod[],
  told: Map<string, string>,
): readonly ForwardEvent[] {
  return reachableNodes(topology).flatMap(({ id }): readonly ForwardEvent[] => {
    const reason = pendingReason(
      id,
      pods.find(({ nodeId }) => nodeId === id),
    );
    if (reason === told.get(id)) return [];
    if (reason === undefined) {
      told.delete(id);
      return [{ type: 'node', node: id, reachable: true, text: `${id} runs again` }];
    }
    told.set(id, reason);
    return [{ type: 'node', node: id, reachable: false, text: reason }];
  });
}
