/** Brings a topology up on a runtime: from constructs to a cluster that is ready, and what is deployed from where. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { packageRoot } from '../package-root.ts';
import { differences, renderTarget, writeFiles } from '../render/render.ts';
import { instanceDir, instanceId, lockInstance, readInstance, removeInstance } from './instances.ts';
import { runningCluster, type RunningCluster } from './running-cluster.ts';
import type { Instance, KubernetesPlace, PlaceRequest, Progress, Runtime } from './runtime.ts';

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
export async function isThere(runtime: Runtime, id: string): Promise<boolean> {
  if ((await readInstance(id)) !== undefined) return true;
  const marked = (await runtime.findMarked?.()) ?? [];
  return marked.some((found) => found.id === id && found.hasNodes);
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
  const existing = await readInstance(id);
  const instance = existing === undefined ? await newInstance(request, id) : await goOn(existing, request);
  const { nodeImage } = request.where ?? {};
  try {
    const asked = { instance, progress, signal, ...(nodeImage !== undefined && { nodeImage }) };
    return runningCluster(runtime, await runtime.up(asked));
  } catch (error) {
    // The runtime has removed what it made, unless it says otherwise; what is left of a new instance is its folder.
    const isLeft = error instanceof LabError && error.code === 'left-behind';
    if (existing === undefined && !isLeft) await removeInstance(id);
    throw error;
  }
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
async function goOn(existing: Instance, request: BringUpRequest): Promise<Instance> {
  const { topology, runtime } = request;
  assertSamePlace(existing, request);
  assertAsIsolatable(existing, request);
  // Through JSON, as the stored one came: undefined fields do not count.
  if (isDeepStrictEqual(existing.topology, JSON.parse(JSON.stringify(topology)))) return existing;
  const obstacle =
    runtime.obstacleToChange === undefined
      ? 'is up with other settings'
      : runtime.obstacleToChange(existing, topology);
  if (obstacle !== undefined) {
    throw new LabError(
      'node-state',
      `${existing.id} ${obstacle}; take it down first (klab down ${existing.id}), or use --port-offset N`,
    );
  }
  return { ...existing, topology, filesDir: await synthesize(request, existing.id, existing.kubernetes) };
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
  // Committed files are of a cluster with node ports: one that is reached by a forward does not make them stale.
  const isOther = portOffset !== 0 || isolatable || overridden || place?.hostAccess === 'port-forward';
  if (!isOther && !missing) {
    progress.note(
      `dist/${topology.name} is not what this renders to; using a fresh rendering (klab synth updates it)`,
    );
  }
  const own = join(instanceDir(id), 'files');
  await writeFiles(own, files);
  return join(own, inside);
}
