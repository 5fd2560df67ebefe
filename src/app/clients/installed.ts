/** Client libraries that klab does not bring: used where a person has installed them, found as a program in this folder would find them. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { instead, LabError } from '../../errors.ts';
import { runCommand } from '../../runtimes/host/process.ts';
import { isRecord } from '../../untyped.ts';

/** A package that is installed. */
export interface InstalledPackage {
  readonly version: string;
  /** Path of what a program loads. */
  readonly main: string;
}

/** The package of this name, as the folder has it in which klab was started. @returns undefined where it is not installed */
export async function installedPackage(name: string): Promise<InstalledPackage | undefined> {
  let main: string;
  try {
    main = createRequire(join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
  // Some packages let nobody load their package.json.
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(instead('{}', 'ENOENT'));
    const manifest: unknown = JSON.parse(text);
    if (isRecord(manifest) && manifest['name'] === name) {
      return { version: String(manifest['version']).replace(/^v/, ''), main };
    }
  }
  return undefined;
}

/** How one gets it. */
export function howToInstall(name: string): string {
  return `run npm install ${name} in the folder in which you start klab`;
}

/** How long loading a library may take, in milliseconds. */
const timeoutMs = 30_000;

/**
 * Loads it in a process of its own: one that was compiled for another Node could end klab.
 * @param code of a module, which has the library's path and `args` as its arguments
 * @returns what it printed
 * @throws LabError `not-supported` with what it said where it fails
 */
export async function tryLibrary(
  name: string,
  code: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  const guarded = `(async () => { ${code} })().then(() => process.exit(), (error) => { console.error(error.message); process.exit(1); });`;
  const { exitCode, stdout, stdall } = await runCommand(
    process.execPath,
    ['--eval', guarded, '--', ...args],
    { timeoutMs, signal },
  );
  if (exitCode === 0) return stdout.trim();
  const why = stdall.trim().split('\n')[0] ?? '';
  throw new LabError(
    'not-supported',
    `${name} cannot be run so on Node ${process.versions.node}: ${why || 'it does not say why'}`,
  );
}
