/** Reads the files of one topology, as every renderer names them, into a model per target. */
import { UsageError } from '../../errors.ts';
import { quorumFileNames } from '../../kafka/images/quorum-files.ts';
import type { Target } from '../../kafka/node.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import type { TopologyModel } from '../model.ts';
import { readCompose } from './compose.ts';
import { readKubernetes } from './kubernetes.ts';
import { readLocal } from './local.ts';

/** The file that each target begins with. */
export const mainFiles: Readonly<Record<Target, string>> = {
  compose: 'compose.yaml',
  kubernetes: 'kubernetes.yaml',
  local: 'local/plan.yaml',
};

const kindFile = 'kind.yaml';

/** What containers read of a dynamic quorum when they start. */
export const quorumFile = `quorum/${quorumFileNames.sought}`;

/** Targets that these files are of. */
export function targetsOf(files: readonly RenderedFile[]): readonly Target[] {
  const paths = new Set(files.map(({ path }) => path));
  return (Object.keys(mainFiles) as Target[]).filter((target) => paths.has(mainFiles[target]));
}

/** The files of one target only. */
export function filesOf(files: readonly RenderedFile[], target: Target): readonly RenderedFile[] {
  if (target === 'local') return files.filter(({ path }) => path.startsWith('local/'));
  const own = target === 'kubernetes' ? [mainFiles.kubernetes, kindFile] : [mainFiles.compose, quorumFile];
  return files.filter(({ path }) => own.includes(path));
}

/**
 * What the files of one target mean.
 * @param label where the files are from, for errors.
 * @throws UsageError naming the file that cannot be read.
 */
export function readTarget(files: readonly RenderedFile[], target: Target, label: string): TopologyModel {
  const content = new Map(files.map((file) => [file.path, file.content]));
  const main = mainFiles[target];
  const text = content.get(main);
  // A side can be a single file.
  const path = /\.ya?ml$/.test(label) ? label : `${label}/${main}`;
  if (text === undefined) throw new UsageError(`${label} has no ${main}`);
  if (target === 'compose') return readCompose(text, path, content.get(quorumFile));
  if (target === 'kubernetes') {
    const kind = content.get(kindFile);
    return readKubernetes(
      text,
      path,
      kind === undefined ? undefined : { text: kind, path: `${label}/${kindFile}` },
    );
  }
  const configs = [...content].map(([name, config]) => [name.replace(/^local\//, ''), config] as const);
  return readLocal(text, path, new Map(configs));
}
