/** The cluster that a person reads from or writes to by hand. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { clusterNamed } from './cluster.ts';
import type { TopologyRegistry } from './registry.ts';
import { assertMayChange, type WhereOptions } from './where.ts';

/** @throws LabError as {@link clusterNamed} does; `usage` for a cluster of others that is to be written to without a word */
export async function clusterByHand(
  name: string,
  topologies: TopologyRegistry,
  where: WhereOptions,
  doing: 'read from' | 'write to',
): Promise<RunningCluster> {
  const cluster = await clusterNamed(name, topologies, { ...where, sparing: true, running: 'a broker' });
  if (doing === 'write to') assertMayChange(cluster.instance, doing, where.yes);
  return cluster;
}
