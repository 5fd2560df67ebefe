/** Finds and reads the file that names a person's own topologies. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shown } from '../../constructs/prop-rules.ts';
import { UsageError } from '../../errors.ts';
import type { OwnTopologies, TopologyFactory } from '../find/registry.ts';
import { defaultExportOf, shownPath, userFileExtensions, type ProvidedModules } from '../user-file.ts';

/** Without its extension. */
const baseName = 'klab.config';

const example = `export default defineConfig({ topologies: { orders } }), where orders is a function that makes a Topology`;

/**
 * The config of a folder, or of the nearest one above it. The search ends with the folder of the project's package.json,
 * and is none where there is no project: what others left in a folder above is nobody's to run.
 * @throws UsageError where one folder has several.
 */
export function findConfig(from: string = process.cwd()): string | undefined {
  for (const folder of foldersOfProject(from)) {
    const found = userFileExtensions
      .map((extension) => join(folder, `${baseName}${extension}`))
      .filter((file) => existsSync(file));
    if (found.length > 1)
      throw new UsageError(`${found.map(shownPath).join(' and ')} are both there; keep one`);
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

/** The folder, and those above it in its project. */
function foldersOfProject(from: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, 'package.json'))) return folders;
    if (dirname(folder) === folder) return [from];
  }
}

/**
 * What a config names.
 * @param named the file as a person wrote it.
 * @throws UsageError in one line for a file that is not there, throws, or names no topologies.
 */
export async function readConfig(named: string, provided: ProvidedModules): Promise<OwnTopologies> {
  const file = resolve(named);
  if (!existsSync(file)) throw new UsageError(`there is no file ${named}`);
  const exported = await defaultExportOf(file, provided);
  const at = shownPath(file);
  if (exported === undefined) throw new UsageError(`${at} exports nothing by default; use ${example}`);
  const { topologies, ...others } = plain(exported) ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UsageError(`${at}: "${other}" is unknown; a config holds topologies`);
  const factories = plain(topologies);
  if (factories === undefined)
    throw new UsageError(`${at}: topologies is ${shown(topologies)}; use ${example}`);
  for (const [name, factory] of Object.entries(factories)) {
    if (typeof factory === 'function') continue;
    throw new UsageError(
      `${at}: topologies.${name} is ${shown(factory)}; use a function that makes it: (options) => …`,
    );
  }
  return { file, factories: factories as Record<string, TopologyFactory> };
}

function plain(value: unknown): Record<string, unknown> | undefined {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isPlain ? (value as Record<string, unknown>) : undefined;
}
