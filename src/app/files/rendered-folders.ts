/** Folders whose manifests are made by a tool of their own: kustomize's and Helm's; what the tool makes is read, and not what it makes it of. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { helmTemplate } from '../../runtimes/host/helm.ts';
import { endInWords, type CommandOutcome } from '../../runtimes/host/process.ts';
import { kustomize } from '../../runtimes/kubernetes/kubectl/kubectl.ts';

/** What a tool made of a folder. */
export interface RenderedFolder {
  /** The command that makes it, in whose lines findings are told. */
  readonly path: string;
  readonly text: string;
}

/** Names that kustomize looks for (its documentation, "kustomization"). */
const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const chart = 'Chart.yaml';

/**
 * What is rendered of a folder, or of the file in it that says how; undefined for any other path, and for one of kustomize's
 * where there is no kubectl.
 * @throws UsageError in one line where it cannot be rendered, with the command that says more
 */
export async function renderedFolder(path: string): Promise<RenderedFolder | undefined> {
  const folder = [...kustomizations, chart].includes(basename(path)) ? dirname(path) : path;
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (kustomizations.some(has)) return await kustomized(folder);
  // A template is a file of its chart: alone it says nothing.
  const above = chartAbove(path);
  if (has(chart)) return await templated(folder);
  return above === undefined ? undefined : await templated(above);
}

function chartAbove(path: string): string | undefined {
  const folder = dirname(path);
  const root = basename(folder) === 'templates' ? dirname(folder) : undefined;
  return root !== undefined && existsSync(join(root, chart)) ? root : undefined;
}

async function kustomized(folder: string): Promise<RenderedFolder | undefined> {
  const command = `kubectl kustomize ${folder}`;
  const outcome = await kustomize(folder);
  return isMissing(outcome) ? undefined : { path: command, text: textOf(command, outcome) };
}

async function templated(folder: string): Promise<RenderedFolder> {
  const release = basename(resolve(folder));
  const command = `helm template ${release} ${folder}`;
  const outcome = await helmTemplate(release, folder);
  if (!isMissing(outcome)) return { path: command, text: textOf(command, outcome) };
  throw new UsageError(
    `${folder} is a Helm chart, and helm is not on PATH; have it rendered where helm is: ${command} > rendered.yaml, and name rendered.yaml`,
  );
}

/** As a shell says it, or klab in its place. */
function isMissing({ exitCode, stderr }: CommandOutcome): boolean {
  return exitCode === 127 && /not found/.test(stderr);
}

function textOf(command: string, { exitCode, stdout, stderr, timedOut }: CommandOutcome): string {
  if (exitCode === 0) return stdout;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const why = timedOut
    ? 'it took too long'
    : (/err="(.*)"$/.exec(last)?.[1] ?? (last || endInWords(exitCode)));
  throw new UsageError(`"${command}" failed: ${why}; mend what it names, or name files that are rendered`);
}
