/** All instances on this machine: those that the lab has stored, and those that only their marks tell of. */
import { LabError } from '../../errors.ts';
import { hasSecrets, labSecurity } from '../../runtimes/secrets/secrets.ts';
import { findMarked, runtimeNamed, type FoundInstance } from '../../runtimes/choose.ts';
import { distDir } from '../../runtimes/up/synthesize.ts';
import { listInstances } from '../../runtimes/instances.ts';
import { lookFor, type Sighting } from '../../runtimes/up/presence.ts';
import type { FindOptions } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/instance.ts';
import { join } from 'node:path';
import type { TopologyRegistry } from './registry.ts';
import { findOptions, type Wanted, type WhereOptions } from './where.ts';
import { isInOnePlace } from '../../cluster/places.ts';

/** Which instances are wanted. */
export interface AllInstancesOptions extends Wanted, Pick<FindOptions, 'onSilence'> {
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
  const { leftovers = false, onSilence, ...where } = options;
  const search = { where, ...(onSilence && { onSilence }) };
  const [all, marked] = await Promise.all([listInstances(), findMarked(search)]);
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

/** True where the instance is in the place that was named, or none was. */
export function isIn(instance: Instance, where: WhereOptions): boolean {
  const wanted = findOptions(where);
  if (Object.keys(wanted).length === 0) return true;
  return runtimeNamed(instance.runtime).places?.fits(instance, wanted) ?? false;
}

/** Ids are unique on one machine; clusters that others use may each have the same one. */
function isSame(stored: Instance, found: FoundInstance): boolean {
  const { places } = runtimeNamed(found.runtime);
  return stored.id === found.id && isInOnePlace(places, stored, found);
}

/** An instance that is somebody else's, with where it is. */
export function asForeign(instance: Instance): Instance {
  const { runtime, place } = instance;
  const { places } = runtimeNamed(runtime);
  if (places === undefined || place === undefined) return { ...instance, foreign: true };
  const whereabouts = { words: places.wordsOf(place), options: places.optionsToFind(place) };
  return { ...instance, foreign: true, whereabouts };
}

/** Options that tell an instance from another of its id. */
export function optionsToFind({ runtime, place }: Instance): readonly string[] {
  return place === undefined ? [] : (runtimeNamed(runtime).places?.optionsToFind(place) ?? []);
}

/** As if `up` had made it: a file that is run by hand comes from the registry, without options. */
function asInstance(found: FoundInstance, topologies: TopologyRegistry): Instance {
  const { id, runtime, portOffset, topologyName, filesDir, clusterId, place, madeByUp } = found;
  const topology = found.topology ?? topologies.create(topologyName).resolve();
  const { security } = topology;
  const instance: Instance = {
    schemaVersion: 1,
    id,
    runtime,
    portOffset,
    topology,
    filesDir: filesDir ?? join(distDir(), topologyName),
    ...(clusterId !== undefined && { clusterId }),
    ...(madeByUp === true && { signed: true }),
    ...(place !== undefined && { place }),
    ...(found.foreign === false && { foreign: false }),
    // Whose secrets klab has made, it is let in by, whoever deployed it.
    ...(security !== undefined && hasSecrets(id) && { clientSecurity: labSecurity(id, security) }),
    createdAt: found.createdAt ?? '',
  };
  return found.foreign === true ? asForeign(instance) : instance;
}
