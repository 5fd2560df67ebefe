/** Brings a topology up on a runtime: from constructs to a cluster that is ready, going on with what is there. */
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { dropFilesBefore, restoreFiles, setFilesAside } from './files-before.ts';
import {
  forgetInstance,
  instanceId,
  lockInstance,
  readInstance,
  removeInstance,
  saveInstance,
} from '../instances.ts';
import { upCommandOf } from '../shared/node-states.ts';
import { instanceThere } from '../../cluster/place-presence.ts';
import { listOf, lookFor, type Presence, type Sighting } from './presence.ts';
import { runningCluster, type RunningCluster } from '../../cluster/running-cluster.ts';
import type { Instance, PlaceRequest, Progress, Runtime } from '../../cluster/runtime.ts';
import { synthesize } from './synthesize.ts';
import { forgetMaker } from '../users.ts';

/** What to bring up, and where. */
export interface BringUpRequest {
  readonly topology: ResolvedTopology;
  readonly runtime: Runtime;
  readonly portOffset: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Where to put it, on a runtime that knows more than one place. @default the runtime decides */
  readonly where?: Pick<PlaceRequest, 'context' | 'cluster' | 'namespace' | 'nodeImage'>;
  /** Prepare the nodes for being cut off; an instance that is up keeps what it was prepared for. @default false */
  readonly isolatable?: boolean;
  /** Whether something of the topology was changed for this instance, so that no committed file can be it. @default false */
  readonly overridden?: boolean;
  /** Whether it must be a cluster of one's own: nothing of it may be there. @default false: what is there is gone on with */
  readonly fresh?: boolean;
}

/** Called under the lock once a cluster is ready, with what was there before. */
export type WhenUp = (instance: Instance, before: Presence) => Promise<void>;

/**
 * Synthesizes, then deploys exactly that. An instance that is up already is completed: what does not run is started.
 * No other klab brings it up or down meanwhile.
 * @param whenUp by default the cluster becomes a person's, whom nobody takes it from.
 * @throws LabError when the instance is there with other settings, or its data is of something else; RuntimeError when it
 * does not get ready.
 */
export async function bringUp(
  request: BringUpRequest,
  whenUp: WhenUp = ({ id }) => forgetMaker(id),
): Promise<RunningCluster> {
  const { topology, runtime, portOffset } = request;
  const id = instanceId(topology.name, runtime.name, portOffset);
  const release = await lockInstance(id, request);
  try {
    return await bringUpLocked(request, id, whenUp);
  } finally {
    await release();
  }
}

async function bringUpLocked(request: BringUpRequest, id: string, whenUp: WhenUp): Promise<RunningCluster> {
  const { runtime, progress, signal } = request;
  const stored = await readInstance(id);
  const existing = await whatIsThere(request, id, stored);
  if (existing !== undefined) assertMayFind(request, existing, stored !== undefined);
  let before: Presence | undefined = existing?.presence;
  const { nodeImage } = request.where ?? {};
  try {
    const instance =
      existing === undefined
        ? await newInstance(await freshInstance(request, id, stored), request)
        : await goOn(existing, stored, request);
    if (before === undefined) {
      // Where the place has been asked already, it has nothing.
      const there = runtime.present === undefined ? await lookFor(runtime, instance) : nothingOf(instance);
      assertMayFind(request, there, false);
      before = there.presence;
    }
    const isThere = existing !== undefined;
    const asked = { instance, isThere, progress, signal, ...(nodeImage !== undefined && { nodeImage }) };
    const cluster = runningCluster(runtime, await runtime.up(asked));
    await dropFilesBefore(id);
    await whenUp(cluster.instance, before);
    return cluster;
  } catch (error) {
    await restoreFiles(id);
    if (stored !== undefined && existing?.presence === 'data') await saveInstance(stored);
    // The runtime has removed what it made, unless it says otherwise; what is left of a new instance is its folder.
    const isLeft = error instanceof LabError && error.code === 'left-behind';
    if (existing === undefined && !isLeft && before !== undefined) {
      // Data that was found is nobody's to delete, nor is what runs on it.
      await (before === 'data' || before === 'nodes' ? forgetInstance(id) : removeInstance(id));
    }
    throw error;
  }
}

/**
 * The instance as its place shows it; undefined where nothing of it is there: what is stored of something that has gone
 * says nothing of what is made now.
 */
async function whatIsThere(
  request: BringUpRequest,
  id: string,
  stored: Instance | undefined,
): Promise<Sighting | undefined> {
  const { runtime, signal } = request;
  if (runtime.present === undefined) {
    const found = stored && (await lookFor(runtime, stored));
    return found?.presence === 'nothing' ? undefined : found;
  }
  // What is stored is asked first, since it needs no cluster; the place has the last word.
  if (stored !== undefined) {
    assertSamePlace(stored, request);
    assertAsIsolatable(stored, request);
  }
  const fresh = await freshInstance(request, id, stored);
  const seen = await runtime.present(fresh, { signal });
  const instance = instanceThere(fresh, stored, seen);
  if (instance === undefined || seen === undefined) return undefined;
  return { instance, presence: seen.nodes.length > 0 ? 'nodes' : 'data', data: seen.data };
}

function nothingOf(instance: Instance): Sighting {
  return { instance, presence: 'nothing', data: [] };
}

/** @throws LabError `node-state` where a cluster of one's own is wanted, and something of it is there. */
function assertMayFind({ fresh = false }: BringUpRequest, found: Sighting, isStored: boolean): void {
  const { instance, presence, data } = found;
  if (!fresh || presence === 'nothing' || (presence === 'unknown' && !isStored)) return;
  const { id } = instance;
  throw new LabError(
    'node-state',
    presence === 'data'
      ? `data of ${id} is kept (${listOf(data)}); use it: ${upCommandOf(instance)}, or delete it: klab down ${id}`
      : `${id} is up already; leave --up away to use it, or take it down: klab down ${id}`,
  );
}

/** An instance that is not there yet, where it is to be: where it was, if anything is stored of it. */
async function freshInstance(
  { topology, runtime, portOffset, isolatable = false, where }: BringUpRequest,
  id: string,
  stored: Instance | undefined,
): Promise<Instance> {
  const place = stored?.kubernetes ?? (await runtime.place?.({ topology, portOffset, ...where }));
  return {
    schemaVersion: 1,
    id,
    runtime: runtime.name,
    portOffset,
    topology,
    filesDir: '',
    ...(place !== undefined && { kubernetes: place }),
    ...(isolatable && { isolatable }),
    // A runtime that can say what is there can say who made it.
    ...(runtime.present !== undefined && { signed: true }),
    createdAt: new Date().toISOString(),
  };
}

async function newInstance(fresh: Instance, request: BringUpRequest): Promise<Instance> {
  const clusterId = request.runtime.newClusterId?.(fresh);
  const instance = { ...fresh, ...(clusterId !== undefined && { clusterId }) };
  return { ...instance, filesDir: await synthesize(request, instance) };
}

/** The instance as it is, or as it is to become where the runtime can change it. */
async function goOn(
  { instance: existing, presence }: Sighting,
  stored: Instance | undefined,
  request: BringUpRequest,
): Promise<Instance> {
  const { topology, runtime } = request;
  assertSamePlace(existing, request);
  if (presence === 'data' && runtime.obstacleToChange === undefined) return onKeptData(existing, request);
  assertAsIsolatable(existing, request);
  if (!isSameTopology(existing.topology, topology)) await assertChangeable(existing, request);
  const isStored = stored !== undefined && isSameTopology(stored.topology, topology);
  return isStored && isSameTopology(existing.topology, topology)
    ? existing
    : { ...existing, topology, filesDir: await synthesize(request, existing) };
}

/** @throws LabError `node-state` when the instance cannot become this topology. */
async function assertChangeable(existing: Instance, { topology, runtime }: BringUpRequest): Promise<void> {
  const obstacle =
    runtime.obstacleToChange === undefined
      ? `is ${(await isAnyUp(runtime, existing)) ? 'up' : 'there'} with other settings`
      : runtime.obstacleToChange(existing, topology);
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

/** Through JSON, as the stored one came: undefined fields do not count. */
function isSameTopology(stored: ResolvedTopology, asked: ResolvedTopology): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(asked)));
}

async function isAnyUp(runtime: Runtime, instance: Instance): Promise<boolean> {
  return (await runtime.status(instance)).some(({ state }) => state !== 'stopped');
}

function assertSamePlace({ id, kubernetes }: Instance, { where = {} }: BringUpRequest): void {
  const { context = kubernetes?.context, cluster = kubernetes?.kindCluster } = where;
  const { namespace = kubernetes?.namespace } = where;
  const isThere = context === kubernetes?.context && cluster === kubernetes?.kindCluster;
  if (isThere && namespace === kubernetes?.namespace) return;
  throw new LabError(
    'node-state',
    `${id} is up in namespace ${kubernetes?.namespace} of context ${kubernetes?.context}; leave --context, --cluster and --namespace away, or take it down first (klab down ${id})`,
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
