/** Where the package lies on disk, for the data files that travel beside the code. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Name in the package.json that marks the root, by which programs import the lab. */
export const packageName = 'kafka-topology-lab';

/**
 * Folder of the lab's own package.json.
 * Searched upwards, because the same code runs from `src/`, from `lib/src/` and from an installed package.
 * @param from Folder to start in. @default the folder of this file
 * @throws Error when no folder above is the package: a broken installation, hence a defect and not a LabError
 */
export function packageRoot(from: string = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && nameIn(manifest) === packageName) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of ${packageName} above ${from}`);
  }
}

function nameIn(manifest: string): unknown {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : undefined;
}

/** Version of the lab, as its package.json has it. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
