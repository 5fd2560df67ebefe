/** Brings a topology up on a runtime: from constructs to a cluster that is ready, and what is deployed from where. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { packageRoot } from '../package-root.ts';
import { differences, renderTarget, writeFiles } from '../render/render.ts';
import { instanceDir, instanceId, lockInstance, readInstance, removeInstance } from './instances.ts';
import {
  runningCluster,
  type Instance,
  type Progress,
  type RunningCluster,
  type Runtime,
} from './runtime.ts';

/** What to bring up, and where. */
export interface BringUpRequest {
  readonly topology: ResolvedTopology;
  readonly runtime: Runtime;
  readonly portOffset: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
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
  const release = await lockInstance(id);
  try {
    return await bringUpLocked(request, id);
  } finally {
    await release();
  }
}

async function bringUpLocked(request: BringUpRequest, id: string): Promise<RunningCluster> {
  const { topology, runtime, portOffset, progress } = request;
  const existing = await readInstance(id);
  if (existing !== undefined) assertSameTopology(existing, topology);
  const instance: Instance = existing ?? {
    schemaVersion: 1,
    id,
    runtime: runtime.name,
    portOffset,
    topology,
    filesDir: await synthesize(request, id),
    createdAt: new Date().toISOString(),
  };
  try {
    return runningCluster(runtime, await runtime.up({ instance, progress, signal: request.signal }));
  } catch (error) {
    // The runtime has ended what it started; what is left of a new instance is its folder.
    if (existing === undefined) await removeInstance(id);
    throw error;
  }
}

function assertSameTopology(existing: Instance, topology: ResolvedTopology): void {
  // Through JSON, as the stored one came: undefined fields do not count.
  if (isDeepStrictEqual(existing.topology, JSON.parse(JSON.stringify(topology)))) return;
  throw new LabError(
    'node-state',
    `${existing.id} is up with other settings; take it down first (klab down ${existing.id}), or use --port-offset N`,
  );
}

/**
 * Renders what this runtime runs, and nothing else: other targets take time that no one waits for.
 * @returns the folder to deploy from: of `dist/` when that is what would be rendered, else the instance's own; within
 * it, the one that holds all files of the target.
 */
async function synthesize(
  { topology, runtime, portOffset, progress }: BringUpRequest,
  id: string,
): Promise<string> {
  const committed = join(distDir(), topology.name);
  const files = await renderTarget(topology, runtime.name, portOffset);
  const inside = dirname(files[0]?.path ?? '.');
  // What else is there belongs to other targets.
  const stale = (await differences(committed, files)).filter(({ kind }) => kind !== 'unexpected');
  if (stale.length === 0) return join(committed, inside);
  const missing = stale.every(({ kind }) => kind === 'missing');
  if (portOffset === 0 && !missing) {
    progress.note(
      `dist/${topology.name} is not what this renders to; using a fresh rendering (klab synth updates it)`,
    );
  }
  const own = join(instanceDir(id), 'files');
  await writeFiles(own, files);
  return join(own, inside);
}
