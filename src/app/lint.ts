/** Reads the files that `klab lint` looks at, and those that they refer to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '../errors.ts';
import { lintFiles, type LintResult } from '../lint/lint.ts';

/**
 * Looks at compose files that belong together.
 * @param paths a file each, or a folder with one of compose's names in it
 * @throws UsageError for what cannot be read, or is no compose file
 */
export function lintPaths(paths: readonly string[]): LintResult {
  const files = paths.map((path) => fileOf(path)).map((path) => [path, read(path)] as const);
  return lintFiles(new Map(files), (path, from) => {
    const beside = resolve(dirname(from), path);
    try {
      return existsSync(beside) ? readFileSync(beside, 'utf8') : undefined;
    } catch {
      // A folder or a device holds no text.
      return undefined;
    }
  });
}

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

function fileOf(path: string): string {
  const found = names.map((name) => join(path, name)).find((file) => existsSync(file));
  return found ?? path;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}; name a compose file`, {
      cause: error,
    });
  }
}
