/** With KRaft the id of a cluster is decided before its start, so that readiness can tell it from any other. */
import type { Instance } from '../../cluster/instance.ts';

/** The instance with the id that its cluster has or will have; with ZooKeeper its first broker makes one. */
export function withClusterId(instance: Instance, decide: () => string | undefined): Instance {
  if (instance.clusterId !== undefined || instance.topology.mode !== 'kraft') return instance;
  const clusterId = decide();
  return clusterId === undefined ? instance : { ...instance, clusterId };
}
