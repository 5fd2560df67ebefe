/** Reads compose files and manifests that anybody wrote, and what they refer to. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '../../errors.ts';
import { looksLikeManifests } from '../../manifests/documents.ts';
import type { ReadBeside } from '../../lint/completed.ts';
import { includedIn } from '../../lint/included.ts';
import { renderedFolder } from './rendered-folders.ts';

/** Some files by path, and how others beside them are read. */
export interface ComposeFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly readBeside: ReadBeside;
}

/**
 * @param paths a file each, or a folder: with one of compose's names in it, one that a tool renders, or else with manifests
 * @throws UsageError for what cannot be read
 */
export async function composeFiles(paths: readonly string[]): Promise<ComposeFiles> {
  const read = await Promise.all(
    paths.map(async (path): Promise<readonly (readonly [string, string])[]> => {
      const made = composeIn(path) === undefined ? await renderedFolder(path) : undefined;
      return made === undefined ? filesOf(path) : [[made.path, made.text]];
    }),
  );
  const files = withIncluded(new Map(read.flat()));
  return {
    files,
    readBeside(path, from) {
      const beside = resolve(dirname(from), path);
      try {
        return readFileSync(beside, 'utf8');
      } catch {
        // There is none, or a folder or a device, which holds no text.
        return undefined;
      }
    },
  };
}

/** So deep are files followed that include others. */
const includeDepth = 5;

/** The files, and after each whatever they include that is there. */
function withIncluded(files: ReadonlyMap<string, string>, depth = includeDepth): ReadonlyMap<string, string> {
  const all = new Map(files);
  for (const [path, text] of files) {
    for (const beside of includedIn(text, path)) {
      if (!all.has(beside) && existsSync(beside) && !isFolder(beside)) all.set(beside, read(beside));
    }
  }
  return all.size === files.size || depth === 0 ? all : withIncluded(all, depth - 1);
}

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Folders in which nobody keeps manifests. */
const others = new Set(['node_modules', '.git']);

function filesOf(path: string): readonly (readonly [string, string])[] {
  const found = composeIn(path);
  if (found !== undefined || !isFolder(path)) return [[found ?? path, read(found ?? path)]];
  const manifests = below(path)
    .map((file) => [file, read(file)] as const)
    .filter(([, text]) => looksLikeManifests(text));
  if (manifests.length > 0) return manifests;
  throw new UsageError(`${path} has no compose file and no manifests in it; name one of them`);
}

function composeIn(folder: string): string | undefined {
  return names.map((name) => join(folder, name)).find((file) => existsSync(file));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Files that may be manifests, in the order of their names. */
function below(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return others.has(entry.name) ? [] : below(path);
      return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}; name a compose file or manifests`, {
      cause: error,
    });
  }
}
