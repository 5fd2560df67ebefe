/** All instances on this machine: those that the lab has stored, and those that only their marks tell of. */
import { LabError } from '../../src/index.ts';
import { findMarked, runtimeNamed, type FoundInstance } from '../../src/runtimes/choose.ts';
import { distDir } from '../../src/runtimes/up/synthesize.ts';
import { listInstances } from '../../src/runtimes/instances.ts';
import { lookFor, type Sighting } from '../../src/runtimes/up/presence.ts';
import type { FindOptions } from '../../src/cluster/found.ts';
import { isInOnePlace } from '../../src/cluster/places.ts';
import type { Instance } from '../../src/cluster/runtime.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';
import { join } from 'node:path';
import { isIn, type Wanted } from './where.ts';

/** Which instances are wanted. */
export interface AllInstancesOptions extends Wanted, Pick<FindOptions, 'onSilence'> {
  /** Also those of which no node is left, only data or networks: for `down`. @default false */
  readonly leftovers?: boolean;
}

/** Stored instances, and those that somebody brought up by hand: from a generated file, or from a cdk8s app. */
export async function allInstances(options: AllInstancesOptions = {}): Promise<readonly Instance[]> {
  const { leftovers = false, onSilence, ...where } = options;
  const search = { where, ...(onSilence && { onSilence }) };
  const [all, marked] = await Promise.all([listInstances(), findMarked(search)]);
  const stored = all.filter((instance) => isIn(instance, where));
  const others = marked
    .filter(({ hasNodes }) => hasNodes || leftovers)
    .filter(({ topology, topologyName }) => topology !== undefined || topologyNames.includes(topologyName))
    .filter((found) => !stored.some((instance) => isSame(instance, found)));
  return [...stored, ...others.map(asInstance)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
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
  const { places } = runtimeNamed(found.runtime);
  return stored.id === found.id && isInOnePlace(places, stored, found);
}

/** An instance that is somebody else's, with what a command must be told to find it. */
export function asForeign(instance: Instance): Instance {
  const findWith = optionsToFind(instance);
  return { ...instance, foreign: true, ...(findWith.length > 0 && { findWith }) };
}

/** Options that tell an instance from another of its id. */
export function optionsToFind({ runtime, place }: Instance): readonly string[] {
  return place === undefined ? [] : (runtimeNamed(runtime).places?.optionsToFind(place) ?? []);
}

/** As if `up` had made it: a file that is run by hand comes from the registry, without options. */
function asInstance(found: FoundInstance): Instance {
  const { id, runtime, portOffset, topologyName, filesDir, clusterId, place, madeByUp } = found;
  const instance: Instance = {
    schemaVersion: 1,
    id,
    runtime,
    portOffset,
    topology: found.topology ?? createTopology(topologyName).resolve(),
    filesDir: filesDir ?? join(distDir(), topologyName),
    ...(clusterId !== undefined && { clusterId }),
    ...(madeByUp === true && { signed: true }),
    ...(place !== undefined && { place }),
    ...(found.foreign === false && { foreign: false }),
    createdAt: found.createdAt ?? '',
  };
  return found.foreign === true ? asForeign(instance) : instance;
}
