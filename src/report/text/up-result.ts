/** What `klab up --json` prints. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { servicePages } from './service-pages.ts';
import type { SecuredClient } from './up-report.ts';

/** A cluster that is up. */
interface ClusterUp {
  /** As it was asked for. */
  readonly topology: ResolvedTopology;
  readonly cluster: Pick<RunningCluster, 'instance' | 'bootstrap'>;
  /** What is wrong with its side services, a line each. */
  readonly troubles: readonly string[];
  /** With which files a person's own clients come in. @default everybody may come in */
  readonly client?: SecuredClient;
}

/** Of a secured cluster it names the files with which one comes in, and says nothing of what they hold. */
export function upResult({ topology, cluster, troubles, client }: ClusterUp, durationMs: number): object {
  const { instance, bootstrap } = cluster;
  return {
    instance: instance.id,
    runtime: instance.runtime,
    clusterId: instance.clusterId,
    warnings: topology.warnings,
    bootstrap,
    ...(client && { client: filesOf(client) }),
    services: servicePages(topology, instance.portOffset),
    ...(troubles.length > 0 && { troubles }),
    durationMs,
  };
}

function filesOf({ user, properties, kafkajs, kcat, javaOptions }: SecuredClient): object {
  return {
    user,
    properties,
    kafkajs,
    ...(kcat !== undefined && { kcat }),
    ...(javaOptions !== undefined && { javaOptions }),
  };
}
