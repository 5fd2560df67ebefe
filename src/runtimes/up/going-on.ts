/** What `up` finds of an instance, and whether it can go on with that. */
import { isDeepStrictEqual } from 'node:util';
import type { Instance } from '../../cluster/instance.ts';
import { instanceThere } from '../../cluster/place-presence.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { LabError } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { upCommandOf } from '../shared/node-states.ts';
import { setFilesAside } from './files-before.ts';
import { listOf, lookFor, type Sighting } from './presence.ts';
import type { BringUpRequest } from './request.ts';
import { synthesize } from './synthesize.ts';

/**
 * The instance as its place shows it; undefined where nothing of it is there: what is stored of something that has gone
 * says nothing of what is made now.
 */
export async function whatIsThere(
  request: BringUpRequest,
  id: string,
  stored: Instance | undefined,
): Promise<Sighting | undefined> {
  const { runtime, signal } = request;
  if (runtime.places === undefined) {
    const found = stored && (await lookFor(runtime, stored));
    return found?.presence === 'nothing' ? undefined : found;
  }
  // What is stored is asked first, since it needs no cluster; the place has the last word.
  if (stored !== undefined) {
    assertSamePlace(stored, request);
    assertAsIsolatable(stored, request);
  }
  const fresh = await freshInstance(request, id, stored);
  const seen = await runtime.places.present(fresh, { signal });
  const instance = instanceThere(fresh, stored, seen);
  if (instance === undefined || seen === undefined) return undefined;
  return { instance, presence: seen.nodes.length > 0 ? 'nodes' : 'data', data: seen.data };
}

/** @throws LabError `node-state` where a cluster of one's own is wanted, and something of it is there. */
export function assertMayFind(
  { fresh = false, runtime }: BringUpRequest,
  found: Sighting,
  isStored: boolean,
): void {
  const { instance, presence, data } = found;
  if (!fresh || presence === 'nothing' || (presence === 'unknown' && !isStored)) return;
  const { id } = instance;
  throw new LabError(
    'node-state',
    presence === 'data'
      ? `data of ${id} is kept (${listOf(data)}); use it: ${upCommandOf(instance, runtime)}, or delete it: klab down ${id}`
      : `${id} is up already; leave --up away to use it, or take it down: klab down ${id}`,
  );
}

/** An instance that is not there yet, where it is to be: where it was, if anything is stored of it. */
export async function freshInstance(
  { topology, runtime, portOffset, isolatable = false, where }: BringUpRequest,
  id: string,
  stored: Instance | undefined,
): Promise<Instance> {
  const { places } = runtime;
  const place =
    places && (stored?.place ?? (await places.choose({ topology, portOffset, ...(where && { where }) })));
  return {
    schemaVersion: 1,
    id,
    runtime: runtime.name,
    portOffset,
    topology,
    filesDir: '',
    ...(place !== undefined && { place }),
    ...(isolatable && { isolatable }),
    // A runtime that can say what is there can say who made it.
    ...(places !== undefined && { signed: true }),
    createdAt: new Date().toISOString(),
  };
}

/** The instance as it is, or as it is to become where the runtime can change it. */
export async function goOn(
  { instance: existing, presence }: Sighting,
  stored: Instance | undefined,
  request: BringUpRequest,
): Promise<Instance> {
  const { topology, runtime } = request;
  assertSamePlace(existing, request);
  if (presence === 'data' && runtime.change === undefined) return onKeptData(existing, request);
  assertAsIsolatable(existing, request);
  // Topics are made in what runs.
  if (!isSameTopology(withoutTopics(existing.topology), withoutTopics(topology)))
    await assertChangeable(existing, request);
  const isStored = stored !== undefined && isSameTopology(stored.topology, topology);
  return isStored && isSameTopology(existing.topology, topology)
    ? existing
    : { ...existing, topology, filesDir: await synthesize(request, existing) };
}

/** @throws LabError `node-state` when the instance cannot become this topology. */
async function assertChangeable(existing: Instance, { topology, runtime }: BringUpRequest): Promise<void> {
  const obstacle =
    runtime.change === undefined
      ? `is ${(await isAnyUp(runtime, existing)) ? 'up' : 'there'} with other settings`
      : runtime.change.obstacleToChange(existing, topology);
  if (obstacle === undefined) return;
  throw new LabError(
    'node-state',
    `${existing.id} ${obstacle}; take it down first (klab down ${existing.id}), or use --port-offset N`,
  );
}

/** Nothing of it runs: it may become anything that its data allows, which the runtime finds out before it starts a node. */
async function onKeptData(existing: Instance, request: BringUpRequest): Promise<Instance> {
  const { topology, isolatable = false } = request;
  const isSame = isSameTopology(existing.topology, topology) && (existing.isolatable ?? false) === isolatable;
  if (isSame) return existing;
  const { isolatable: _, ...rest } = existing;
  await setFilesAside(existing.id);
  const filesDir = await synthesize(request, existing);
  return { ...rest, topology, filesDir, ...(isolatable && { isolatable }) };
}

function withoutTopics(topology: ResolvedTopology): ResolvedTopology {
  return { ...topology, topics: [] };
}

/** Through JSON, as the stored one came: undefined fields do not count, nor do remarks, of which nothing is made. */
function isSameTopology(stored: ResolvedTopology, asked: ResolvedTopology): boolean {
  const made = (one: ResolvedTopology): unknown => JSON.parse(JSON.stringify({ ...one, warnings: [] }));
  return isDeepStrictEqual(made(stored), made(asked));
}

async function isAnyUp(runtime: Runtime, instance: Instance): Promise<boolean> {
  return (await runtime.observe.status(instance)).some(({ state }) => state !== 'stopped');
}

function assertSamePlace(existing: Instance, { runtime, where = {} }: BringUpRequest): void {
  const { id, place } = existing;
  const { places } = runtime;
  if (places === undefined || place === undefined || places.fits(existing, where)) return;
  throw new LabError(
    'node-state',
    `${id} is up in ${places.wordsOf(place)}; leave ${places.optionNames} away, or take it down first (klab down ${id})`,
  );
}

/** Links between nodes are there from the start or not at all. */
function assertAsIsolatable(existing: Instance, { isolatable = false }: BringUpRequest): void {
  if (!isolatable || existing.isolatable === true) return;
  throw new LabError(
    'node-state',
    `${existing.id} is up without --isolatable; take it down first (klab down ${existing.id}), or leave --isolatable away`,
  );
}
