/** From what the nodes of an instance are cut off, read from the machines that drop their packets. */
import type { Instance } from '../../../cluster/instance.ts';
import type { Isolation, NodeState } from '../../../cluster/node-status.ts';
import { instead } from '../../../errors.ts';
import { isolationIn } from './packet-rules.ts';
import { placeOf } from '../place/place.ts';
import { listRules } from './pod-network.ts';
import type { NodePod } from '../objects/pods.ts';

/** A node, and where its pod is. */
export interface PlacedNode {
  readonly state: NodeState;
  readonly pod?: NodePod;
  /** Whether that machine is stopped. */
  readonly machineDown: boolean;
}

/**
 * By node id, for nodes that are. A pod that was replaced is not cut off any more, nor one that is about to be: its network
 * stays for a moment after the node in it has ended.
 */
export async function isolationsOf(
  instance: Instance,
  nodes: readonly PlacedNode[],
): Promise<ReadonlyMap<string, Isolation>> {
  if (placeOf(instance).kindCluster === undefined) return new Map();
  const pods = nodes.flatMap(({ state, pod, machineDown }) =>
    pod === undefined || machineDown || (pod.deleting && state === 'stopped') ? [] : [pod],
  );
  const machines = [...new Set(pods.flatMap(({ machine }) => machine ?? []))];
  const found = await Promise.all(
    machines.map((machine) =>
      isolationsOn(
        machine,
        pods.filter((pod) => pod.machine === machine),
      ),
    ),
  );
  return new Map(found.flat());
}

async function isolationsOn(machine: string, pods: readonly NodePod[]): Promise<[string, Isolation][]> {
  const uids = pods.map(({ uid }) => uid);
  // A machine that is taken away at this moment has no pods to ask about.
  const listings = await listRules(machine, uids).catch(instead(new Map<string, string>(), 'engine-refused'));
  return pods.flatMap(({ nodeId, uid }): [string, Isolation][] => {
    const from = isolationIn(listings.get(uid) ?? '');
    return from === undefined ? [] : [[nodeId, from]];
  });
}
