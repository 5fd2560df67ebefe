/** Brings a topology up on a runtime: from constructs to a cluster that is ready, and what is deployed from where. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { packageRoot } from '../package-root.ts';
import { differences, renderTarget, writeFiles, type FileDifference } from '../render/render.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import { instanceDir, instanceId, lockInstance, readInstance, removeInstance } from './instances.ts';
import { instanceThere } from './presence.ts';
import { runningCluster, type RunningCluster } from './running-cluster.ts';
import type { Instance, PlaceRequest, Progress, Runtime } from './runtime.ts';

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
}

/**
 * Whether an instance is there already, stored by the lab or brought up by hand.
 * What a program finds is not the program's to end.
 */
export async function isThere(
  runtime: Runtime,
  id: string,
  { context }: Pick<PlaceRequest, 'context'> = {},
): Promise<boolean> {
  if ((await readInstance(id)) !== undefined) return true;
  const marked = (await runtime.findMarked?.(context === undefined ? {} : { context })) ?? [];
  // On Kubernetes data that is left is gone on with, and so is no more to be removed than nodes are.
  return marked.some((found) => found.id === id && (found.hasNodes || found.kubernetes !== undefined));
}

/**
 * Folder of the generated files: of a checkout, which commits them; `dist/` of the current directory where the lab is
 * installed, since nobody looks for files in `node_modules`. Only a checkout has the sources of the topologies.
 */
export function distDir(root: string = packageRoot(), currentDir: string = process.cwd()): string {
  const isCheckout = existsSync(join(root, 'topologies', 'index.ts'));
  return join(isCheckout ? root : currentDir, 'dist');
}

/**
 * Synthesizes, then deploys exactly that. An instance that is up already is completed: what does not run is started.
 * @throws LabError when the instance is up with other settings; RuntimeError when it does not get ready.
 */
export async function bringUp(request: BringUpRequest): Promise<RunningCluster> {
  const { topology, runtime, portOffset } = request;
  const id = instanceId(topology.name, runtime.name, portOffset);
  const release = await lockInstance(id, request);
  try {
    return await bringUpLocked(request, id);
  } finally {
    await release();
  }
}

async function bringUpLocked(request: BringUpRequest, id: string): Promise<RunningCluster> {
  const { runtime, progress, signal } = request;
  const stored = await readInstance(id);
  // What is stored is asked first, since it needs no cluster; the place has the last word.
  if (stored !== undefined) assertAsStored(stored, request);
  const fresh = await freshInstance(request, id, stored);
  const existing =
    runtime.present === undefined
      ? stored
      : instanceThere(fresh, stored, await runtime.present(fresh, { signal }));
  const instance =
    existing === undefined ? await newInstance(fresh, request) : await goOn(existing, stored, request);
  const { nodeImage } = request.where ?? {};
  try {
    const isThere = existing !== undefined;
    const asked = { instance, isThere, progress, signal, ...(nodeImage !== undefined && { nodeImage }) };
    return runningCluster(runtime, await runtime.up(asked));
  } catch (error) {
    // The runtime has removed what it made, unless it says otherwise; what is left of a new instance is its folder.
    const isLeft = error instanceof LabError && error.code === 'left-behind';
    if (existing === undefined && !isLeft) await removeInstance(id);
    throw error;
  }
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
  existing: Instance,
  stored: Instance | undefined,
  request: BringUpRequest,
): Promise<Instance> {
  const { topology } = request;
  if (isSame(existing.topology, topology)) {
    const isStored = stored !== undefined && isSame(stored.topology, topology);
    return isStored ? existing : { ...existing, filesDir: await synthesize(request, existing) };
  }
  assertChangeable(existing, request);
  return { ...existing, topology, filesDir: await synthesize(request, existing) };
}

/** Through JSON, as one that was stored came: undefined fields do not count. */
function isSame(stored: ResolvedTopology, topology: ResolvedTopology): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(topology)));
}

/** @throws LabError `node-state` when the instance cannot become this topology. */
function assertChangeable(existing: Instance, { topology, runtime }: BringUpRequest): void {
  const obstacle =
    runtime.obstacleToChange === undefined
      ? 'is up with other settings'
      : runtime.obstacleToChange(existing, topology);
  if (obstacle === undefined) return;
  throw new LabError(
    'node-state',
    `${existing.id} ${obstacle}; take it down first (klab down ${existing.id}), or use --port-offset N`,
  );
}

function assertAsStored(stored: Instance, request: BringUpRequest): void {
  assertSamePlace(stored, request);
  assertAsIsolatable(stored, request);
  // Where the place can be asked, it may say that what is stored is there no more.
  if (request.runtime.present !== undefined || isSame(stored.topology, request.topology)) return;
  assertChangeable(stored, request);
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
  { id, kubernetes: place, clusterId }: Instance,
): Promise<string> {
  const committed = join(distDir(), topology.name);
  const options = {
    portOffset,
    ...(place !== undefined && { hostAccess: place.hostAccess }),
    ...(isolatable && { isolatable }),
  };
  const plain = await renderTarget(topology, runtime.name, options);
  const isOwnId = runtime.newClusterId !== undefined && clusterId !== undefined;
  const files = isOwnId ? await renderTarget(topology, runtime.name, { ...options, clusterId }) : plain;
  const inside = dirname(files[0]?.path ?? '.');
  if ((await staleFiles(committed, files)).length === 0) return join(committed, inside);
  const stale = await staleFiles(committed, plain);
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

/** What else is in the folder belongs to other targets. */
async function staleFiles(dir: string, files: readonly RenderedFile[]): Promise<readonly FileDifference[]> {
  return (await differences(dir, files)).filter(({ kind }) => kind !== 'unexpected');
}
