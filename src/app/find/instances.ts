/** All instances on this machine: those that the lab has stored, and those that only their marks tell of. */
import { LabError } from '../../errors.ts';
import { findMarked, runtimeNamed, type FoundInstance } from '../../runtimes/choose.ts';
import { distDir } from '../../runtimes/up/synthesize.ts';
import { listInstances } from '../../runtimes/instances.ts';
import { lookFor, type Sighting } from '../../runtimes/up/presence.ts';
import type { FindOptions } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/runtime.ts';
import { join } from 'node:path';
import type { TopologyRegistry } from './registry.ts';
import { isIn } from './where.ts';

/** Which instances are wanted. */
export interface AllInstancesOptions extends FindOptions {
  /** Also those of which no node is left, only data or networks: for `down`. @default false */
  readonly leftovers?: boolean;
}

/**
 * Stored instances, and those that somebody brought up by hand: from a generated file, or from a cdk8s app.
 * @param topologies what a mark that tells no more than a topology's name is looked up in.
 */
export async function allInstances(
  topologies: TopologyRegistry,
  options: AllInstancesOptions = {},
): Promise<readonly Instance[]> {
  const { leftovers = false, ...where } = options;
  const [all, marked] = await Promise.all([listInstances(), findMarked(where)]);
  const stored = all.filter((instance) => isIn(instance, where));
  const others = marked
    .filter(({ hasNodes }) => hasNodes || leftovers)
    .filter(({ topology, topologyName }) => topology !== undefined || topologies.names.includes(topologyName))
    .filter((found) => !stored.some((instance) => isSame(instance, found)));
  return [...stored, ...others.map((found) => asInstance(found, topologies))].toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  );
}

/** Each instance as its place shows it; one that is there twice is for whoever does something to it to refuse. */
export async function seen(instances: readonly Instance[]): Promise<readonly Sighting[]> {
  return Promise.all(
    instances.map(async (instance): Promise<Sighting> => {
      try {
        return await lookFor(runtimeNamed(instance.runtime), instance);
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { instance, presence: 'unknown', data: [] };
      }
    }),
  );
}

/** Ids are unique on one machine; clusters that others use may each have the same one. */
function isSame(stored: Instance, found: FoundInstance): boolean {
  const place = found.kubernetes && {
    context: found.kubernetes.context,
    namespace: found.kubernetes.namespace,
  };
  return stored.id === found.id && isIn(stored, place ?? {});
}

/** As if `up` had made it: a file that is run by hand comes from the registry, without options. */
function asInstance(found: FoundInstance, topologies: TopologyRegistry): Instance {
  const { id, runtime, portOffset, topologyName, filesDir, clusterId, kubernetes } = found;
  const { composeProject, madeByUp } = found;
  return {
    schemaVersion: 1,
    id,
    runtime,
    portOffset,
    topology: found.topology ?? topologies.create(topologyName).resolve(),
    filesDir: filesDir ?? join(distDir(), topologyName),
    ...(clusterId !== undefined && { clusterId }),
    ...(composeProject !== undefined && { composeProject }),
    ...(madeByUp === true && { signed: true }),
    // What klab's own up made in a cluster that the lab made is the lab's: only what is stored of it was lost.
    ...(kubernetes !== undefined && {
      kubernetes,
      foreign: !(madeByUp === true && kubernetes.madeByLab === true),
    }),
    createdAt: found.createdAt ?? '',
  };
}
