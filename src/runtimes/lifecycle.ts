/** Brings a topology up on a runtime: from constructs to a cluster that is ready, and what is deployed from where. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { packageRoot } from '../package-root.ts';
import { differences, renderTarget, writeFiles } from '../render/render.ts';
import { dropFilesBefore, restoreFiles, setFilesAside } from './files-before.ts';
import {
  forgetInstance,
  instanceDir,
  instanceId,
  lockInstance,
  readInstance,
  removeInstance,
  saveInstance,
} from './instances.ts';
import { upCommandOf } from './node-states.ts';
import { listOf, lookFor, type Presence, type Sighting } from './presence.ts';
import { runningCluster, type RunningCluster } from './running-cluster.ts';
import type { Instance, KubernetesPlace, PlaceRequest, Progress, Runtime } from './runtime.ts';
import { forgetMaker } from './users.ts';

/** What to bring up, and where. */
export interface BringUpRequest {
  readonly topology: ResolvedTopology;
  readonly runtime: Runtime;
  readonly portOffset: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Where to put it, on a runtime that knows more than one place. @default the runtime decides */
  readonly where?: Pick<PlaceRequest, 'context' | 'cluster' | 'nodeImage'>;
  /** Prepare the nodes for being cut off; an instance that is up keeps what it was prepared for. @default false */
  readonly isolatable?: boolean;
  /** Whether something of the topology was changed for this instance, so that no committed file can be it. @default false */
  readonly overridden?: boolean;
  /** Whether it must be a cluster of one's own: nothing of it may be there. @default false: what is there is gone on with */
  readonly fresh?: boolean;
}

/**
 * Folder of the generated files: of a checkout, which commits them; `dist/` of the current directory where the lab is
 * installed, since nobody looks for files in `node_modules`. Only a checkout has the sources of the topologies.
 */
export function distDir(root: string = packageRoot(), currentDir: string = process.cwd()): string {
  const isCheckout = existsSync(join(root, 'topologies', 'index.ts'));
  return join(isCheckout ? root : currentDir, 'dist');
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
  const found = stored && (await lookFor(runtime, stored));
  // What is stored of something that has gone says nothing of what is made now.
  const existing = found?.presence === 'nothing' ? undefined : found;
  if (existing !== undefined) assertMayFind(request, existing, true);
  let before: Presence | undefined = existing?.presence;
  const { nodeImage } = request.where ?? {};
  try {
    const instance = existing === undefined ? await newInstance(request, id) : await goOn(existing, request);
    if (before === undefined) {
      const there = await lookFor(runtime, instance);
      assertMayFind(request, there, false);
      before = there.presence;
    }
    const asked = { instance, progress, signal, ...(nodeImage !== undefined && { nodeImage }) };
    const cluster = runningCluster(runtime, await runtime.up(asked));
    await dropFilesBefore(id);
    await whenUp(cluster.instance, before);
    return cluster;
  } catch (error) {
    await restoreFiles(id);
    if (existing !== undefined && existing.presence === 'data') await saveInstance(existing.instance);
    // The runtime has removed what it made, unless it says otherwise; what is left of a new instance is its folder.
    const isLeft = error instanceof LabError && error.code === 'left-behind';
    if (existing === undefined && !isLeft && before !== undefined) {
      // Data that was found is nobody's to delete, nor is what runs on it.
      await (before === 'data' || before === 'nodes' ? forgetInstance(id) : removeInstance(id));
    }
    throw error;
  }
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

async function newInstance(request: BringUpRequest, id: string): Promise<Instance> {
  const { topology, runtime, portOffset, isolatable = false } = request;
  const place = await runtime.place?.({ topology, portOffset, ...request.where });
  return {
    schemaVersion: 1,
    id,
    runtime: runtime.name,
    portOffset,
    topology,
    filesDir: await synthesize(request, id, place),
    ...(place !== undefined && { kubernetes: place }),
    ...(isolatable && { isolatable }),
    createdAt: new Date().toISOString(),
  };
}

/** The instance as it is, or as it is to become where the runtime can change it. */
async function goOn(found: Sighting, request: BringUpRequest): Promise<Instance> {
  const { instance: existing, presence } = found;
  const { topology, runtime } = request;
  assertSamePlace(existing, request);
  if (presence === 'data' && runtime.obstacleToChange === undefined) return onKeptData(existing, request);
  assertAsIsolatable(existing, request);
  if (isSameTopology(existing.topology, topology)) return existing;
  const obstacle =
    runtime.obstacleToChange === undefined
      ? `is ${(await isAnyUp(runtime, existing)) ? 'up' : 'there'} with other settings`
      : runtime.obstacleToChange(existing, topology);
  if (obstacle !== undefined) {
    throw new LabError(
      'node-state',
      `${existing.id} ${obstacle}; take it down first (klab down ${existing.id}), or use --port-offset N`,
    );
  }
  return { ...existing, topology, filesDir: await synthesize(request, existing.id, existing.kubernetes) };
}

/** Nothing of it runs: it may become anything that its data allows, which the runtime finds out before it starts a node. */
async function onKeptData(existing: Instance, request: BringUpRequest): Promise<Instance> {
  const { topology, isolatable = false } = request;
  const isSame = isSameTopology(existing.topology, topology) && (existing.isolatable ?? false) === isolatable;
  if (isSame) return existing;
  const { isolatable: _, ...rest } = existing;
  await setFilesAside(existing.id);
  const filesDir = await synthesize(request, existing.id, existing.kubernetes);
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
  if (context === kubernetes?.context && cluster === kubernetes?.kindCluster) return;
  throw new LabError(
    'node-state',
    `${id} is up in context ${kubernetes?.context}; leave --context and --cluster away, or take it down first (klab down ${id})`,
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

/**
 * Renders what this runtime runs, and nothing else: other targets take time that no one waits for.
 * @returns the folder to deploy from: of `dist/` when that is what would be rendered, else the instance's own; within
 * it, the one that holds all files of the target.
 */
async function synthesize(
  { topology, runtime, portOffset, progress, isolatable = false, overridden = false }: BringUpRequest,
  id: string,
  place: KubernetesPlace | undefined,
): Promise<string> {
  const committed = join(distDir(), topology.name);
  const files = await renderTarget(topology, runtime.name, {
    portOffset,
    ...(place !== undefined && { hostAccess: place.hostAccess }),
    ...(isolatable && { isolatable }),
  });
  const inside = dirname(files[0]?.path ?? '.');
  // What else is there belongs to other targets.
  const stale = (await differences(committed, files)).filter(({ kind }) => kind !== 'unexpected');
  if (stale.length === 0) return join(committed, inside);
  const missing = stale.every(({ kind }) => kind === 'missing');
  if (portOffset === 0 && !isolatable && !overridden && !missing) {
    progress.note(
      `dist/${topology.name} is not what this renders to; using a fresh rendering (klab synth updates it)`,
    );
  }
  const own = join(instanceDir(id), 'files');
  await writeFiles(own, files);
  return join(own, inside);
}
