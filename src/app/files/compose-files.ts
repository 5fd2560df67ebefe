/** Reads compose files that anybody wrote, and what they refer to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '../../errors.ts';
import type { ReadBeside } from '../../lint/completed.ts';

/** Some files by path, and how others beside them are read. */
export interface ComposeFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly readBeside: ReadBeside;
}

/**
 * @param paths a file each, or a folder with one of compose's names in it
 * @throws UsageError for what cannot be read
 */
export function composeFiles(paths: readonly string[]): ComposeFiles {
  const files = new Map(paths.map(fileOf).map((path) => [path, read(path)]));
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
