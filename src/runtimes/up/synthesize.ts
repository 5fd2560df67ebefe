/** Decides what is deployed from where: the committed files where they are what would be rendered, else fresh ones. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { differences, renderTarget, writeFiles, type FileDifference } from '../../render/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { instanceDir } from '../instances.ts';
import { targetOf, type Instance } from '../../cluster/instance.ts';
import type { Progress } from '../../cluster/lifecycle.ts';
import type { Runtime } from '../../cluster/runtime.ts';

/**
 * Folder of the generated files: of a checkout, which commits them; `dist/` of the current directory where the lab is
 * installed, since nobody looks for files in `node_modules`. Only a checkout has the sources of the topologies.
 */
export function distDir(root: string = packageRoot(), currentDir: string = process.cwd()): string {
  const isCheckout = existsSync(join(root, 'topologies', 'index.ts'));
  return join(isCheckout ? root : currentDir, 'dist');
}

/** What is to be rendered, and for what. */
export interface SynthesizeRequest {
  readonly topology: ResolvedTopology;
  readonly runtime: Pick<Runtime, 'name' | 'lifecycle' | 'places'>;
  readonly portOffset: number;
  readonly progress: Pick<Progress, 'note'>;
  /** Prepare the nodes for being cut off. @default false */
  readonly isolatable?: boolean;
  /** Whether something of the topology was changed, so that no committed file can be it. @default false */
  readonly overridden?: boolean;
  /** Folder of committed files. @default {@link distDir} */
  readonly distDir?: string;
}

/**
 * Renders what this runtime runs, and nothing else: other targets take time that no one waits for.
 * @returns the folder to deploy from: of `dist/` when that is what would be rendered, else the instance's own; within
 * it, the one that holds all files of the target.
 */
export async function synthesize(request: SynthesizeRequest, instance: Instance): Promise<string> {
  const { topology, runtime, portOffset, progress, isolatable = false, overridden = false } = request;
  const { id, place, clusterId, migrated = false } = instance;
  const committed = join(request.distDir ?? distDir(), topology.name);
  const ofPlace = place === undefined ? {} : (runtime.places?.renderOptions(place) ?? {});
  const ids = clusterId === undefined ? undefined : runtime.lifecycle?.clusterIds;
  const files = await renderTarget(topology, targetOf(instance), {
    portOffset,
    ...ofPlace,
    ...(isolatable && { isolatable }),
    // One that ZooKeeper's first broker has drawn stays the cluster's own.
    ...((ids !== undefined || migrated) && clusterId !== undefined && { clusterId }),
  });
  const inside = dirname(files[0]?.path ?? '.');
  if ((await staleFiles(committed, files)).length === 0) return join(committed, inside);
  // Committed files are of a place that needs no option: one that does does not make them stale.
  const isElsewhere = Object.keys(ofPlace).length > 0;
  const isOther = portOffset !== 0 || isolatable || overridden || isElsewhere;
  if (!isOther) {
    // Nothing else in them is the cluster's own.
    const asCommitted = (text: string): string =>
      clusterId === undefined || ids === undefined ? text : text.replaceAll(clusterId, ids.inFiles(instance));
    const plain = files.map(({ path, content }) => ({ path, content: asCommitted(content) }));
    if ((await staleFiles(committed, plain)).some(({ kind }) => kind === 'changed')) {
      progress.note(
        `dist/${topology.name} is not what this renders to; using a fresh rendering (klab synth updates it)`,
      );
    }
  }
  const own = join(instanceDir(id), 'files');
  await writeFiles(own, files);
  return join(own, inside);
}

/** What else is in the folder belongs to other targets. */
async function staleFiles(dir: string, files: readonly RenderedFile[]): Promise<readonly FileDifference[]> {
  return (await differences(dir, files)).filter(({ kind }) => kind !== 'unexpected');
}
