/** Gives pods of an instance that runs another definition: other settings, another version, further nodes or fewer. */
import type { Redefinition } from '../../../cluster/capabilities.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { LabError } from '../../../errors.ts';
import { publishedPortsOf } from '../../../render/kubernetes/node-ports.ts';
import { assertPortsFree } from '../../host/ports.ts';
import { portsToForward } from '../forward/forward.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { madeKindsOf } from '../kubectl/objects.ts';
import { leftSelector, nodesSelector } from '../kubectl/selectors.ts';
import { knownNode } from '../../shared/node-states.ts';
import { provideImages } from '../place/images.ts';
import { listMachines } from '../place/machines.ts';
import { placeOf } from '../place/place.ts';
import { throughNode } from '../probe-listener.ts';
import { applyManifests } from './apply.ts';
import { startAnew } from './start-anew.ts';

/** Removing a claim may wait for its volume's storage, in milliseconds. */
const discardTimeoutMs = 120_000;

/** The part of the runtime. */
export const redefinition: Redefinition = {
  // Its tool is in an image.
  refusal: () => Promise.resolve(undefined),
  async obtain(instance, _, { progress, signal }) {
    const { kindCluster } = placeOf(instance);
    // Machines of any other cluster pull for themselves.
    if (kindCluster === undefined) return;
    const machines = await listMachines(kindCluster, { signal });
    const images = [...new Set(instance.topology.nodes.map(({ image }) => image))];
    await provideImages({ name: kindCluster, machines }, images, { progress, signal });
  },
  startAnew,
  // Pods are made anew by whoever deletes them: what they are to be has no hold on what runs.
  settle: (instance) => applyManifests(instance, {}),
  resizing: { assertRoom, discard },
  throughNode,
};

async function assertRoom(instance: Instance, all: readonly string[]): Promise<void> {
  // What is for the cluster alone needs no way from this host.
  const nodeIds = all.filter((id) => publishedPortsOf(knownNode(instance, id)).length > 0);
  if (nodeIds.length === 0) return;
  const { hostAccess, kindCluster } = placeOf(instance);
  if (hostAccess === 'node-port')
    throw new LabError(
      'not-supported',
      `the ports of kind cluster ${kindCluster} that lead to this host were decided when it was made, and none leads to ${nodeIds.join(', ')}; klab up ${instance.topology.name} --on kubernetes --context NAME puts it into a cluster of yours, where klab forwards ports itself`,
    );
  await assertPortsFree(portsToForward(instance).filter(({ id }) => nodeIds.includes(id)));
}

/** Removes every object of one node that is stopped, and its data. */
async function discard(instance: Instance, nodeId: string): Promise<void> {
  const remove = async (kinds: string, selector: string): Promise<void> => {
    const args = ['delete', kinds, '--selector', selector, '--ignore-not-found'];
    await kubectl(placeOf(instance), args, { timeoutMs: discardTimeoutMs });
  };
  await remove(madeKindsOf(instance), nodesSelector(instance, [nodeId]));
  // A StatefulSet leaves its claims behind.
  await remove('persistentvolumeclaims', leftSelector(instance, nodeId));
}
