/** Cutting nodes off on kind: their machines drop the packets, which no pod may do to itself or to another. */
import { RuntimeError } from '../../../errors.ts';
import { isIsolatedAlready, notIsolated } from '../../../cluster/isolation.ts';
import { knownNode } from '../../shared/node-states.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { Isolation } from '../../../cluster/node-status.ts';
import { isolationsOf } from '../nodes/isolation-rules.ts';
import { nodeFor } from './node-faults.ts';
import { cutRules, healRules } from '../nodes/packet-rules.ts';
import { placeOf } from '../place/place.ts';
import { changeRules } from '../nodes/pod-network.ts';
import { nodesNow } from '../nodes/status.ts';

/** Why nodes cannot be cut off there; undefined when they can. */
export function obstacleToIsolation(instance: Instance): Promise<string | undefined> {
  const { context, kindCluster } = placeOf(instance);
  return Promise.resolve(
    kindCluster === undefined
      ? `context ${context} is not known to be kind, and only on its machines packets of a pod can be dropped`
      : undefined,
  );
}

/** Cuts a node off. @throws LabError `node-state` when it does not run or is cut off already. */
export async function isolate(instance: Instance, nodeId: string, from: Isolation): Promise<void> {
  const node = knownNode(instance, nodeId);
  const found = await nodeFor(instance, nodeId, 'isolate');
  const { pod, machineDown } = found;
  if (pod === undefined || machineDown)
    throw new RuntimeError('node-state', `${nodeId} has no pod that runs`);
  const now = (await isolationsOf(instance, [found])).get(nodeId);
  if (now !== undefined) throw isIsolatedAlready(instance, nodeId, now);
  await changeRules(pod, cutRules(from, node, instance.topology));
}

/** Heals a node. @throws LabError `node-state` when it is not cut off. */
export async function heal(instance: Instance, nodeId: string): Promise<void> {
  const nodes = await nodesNow(instance, [knownNode(instance, nodeId)]);
  const from = (await isolationsOf(instance, nodes)).get(nodeId);
  const pod = nodes[0]?.pod;
  if (from === undefined || pod === undefined) throw notIsolated(nodeId);
  await changeRules(pod, healRules(from));
}
