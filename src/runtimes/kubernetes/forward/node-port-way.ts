/** Whether the node ports of an instance still lead to its kind cluster: a machine that is stopped leaves them to anybody. */
import { LabError } from '../../../errors.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listMachines, publishedPorts } from '../place/machines.ts';
import { hostPortsByNodePort, leads, placeOf } from '../place/place.ts';

/**
 * Asserts that the host's ports are those of the kind cluster, before anything is asked of whoever answers there.
 * @throws LabError `cluster-unavailable` when they are not.
 */
export async function assertNodePortsLead(instance: Instance): Promise<void> {
  const { kindCluster } = placeOf(instance);
  if (kindCluster === undefined) return;
  const machines = await listMachines(kindCluster);
  const gateway = machines.find(({ role }) => role === 'control-plane');
  if (gateway === undefined)
    throw unavailable(`kind cluster ${kindCluster}, in which ${instance.id} was, is gone`);
  if (!gateway.running) {
    throw unavailable(`kind cluster ${kindCluster} does not run; start it: docker start ${gateway.name}`);
  }
  const wanted = hostPortsByNodePort(instance.topology, instance.portOffset);
  if (leads(await publishedPorts(gateway.name), wanted)) return;
  throw unavailable(`kind cluster ${kindCluster} does not publish the ports of ${instance.id}`);
}

function unavailable(message: string): LabError {
  return new LabError('cluster-unavailable', message);
}
