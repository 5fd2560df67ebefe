/** Where a Java may lie: what somebody has named, what is on PATH, and the folders that installers use. */
import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { hasErrorCode } from '../../../errors.ts';

/** Below a folder that is called a Java home: the usual place, and the one of a macOS bundle. */
const executables = [join('bin', 'java'), join('Contents', 'Home', 'bin', 'java')] as const;

/** Folders that hold one Java in each of their folders: of Linux distributions and images, macOS, SDKMAN and IDEs. */
export function usualPlaces(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const sdkman = env['SDKMAN_DIR'] ?? '';
  return [
    '/usr/lib/jvm',
    '/usr/lib64/jvm',
    '/usr/java',
    '/opt/java',
    '/Library/Java/JavaVirtualMachines',
    join(home, 'Library', 'Java', 'JavaVirtualMachines'),
    join(sdkman === '' ? join(home, '.sdkman') : sdkman, 'candidates', 'java'),
    join(home, '.jdks'),
  ];
}

/**
 * The executable that a home or a path of an executable means.
 * @returns it, or what is wrong with what was named, as it reads after its name.
 */
export async function namedJava(
  named: string,
): Promise<{ readonly path: string } | { readonly wrong: string }> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(named)).isDirectory();
  } catch (error) {
    const reason = hasErrorCode(error, 'ENOENT', 'ENOTDIR')
      ? 'which does not exist'
      : 'which cannot be looked at';
    return { wrong: reason };
  }
  if (isFolder) {
    const path = await javaOfHome(named);
    return path === undefined ? { wrong: 'which has no bin/java' } : { path };
  }
  return (await realExecutable(named)) === undefined ? { wrong: 'which cannot be run' } : { path: named };
}

/** Every `java` on PATH, then every one in the usual places; each once, by the file behind all links. */
export async function javasThere(
  env: NodeJS.ProcessEnv,
  places: readonly string[],
): Promise<readonly string[]> {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const homes = await Promise.all(places.map(foldersOf));
  const paths = [
    ...onPath.map((folder) => join(folder, 'java')),
    ...(await Promise.all(homes.flat().map(javaOfHome))).filter((path) => path !== undefined),
  ];
  const found = new Map<string, string>();
  for (const path of paths) {
    const real = await realExecutable(path);
    if (real !== undefined && !found.has(real)) found.set(real, path);
  }
  return [...found.values()];
}

async function foldersOf(place: string): Promise<readonly string[]> {
  const names: readonly string[] = await readdir(place).catch(() => []);
  return names.toSorted().map((name) => join(place, name));
}

async function javaOfHome(home: string): Promise<string | undefined> {
  for (const below of executables) {
    const path = join(home, below);
    if ((await realExecutable(path)) !== undefined) return path;
  }
  return undefined;
}

/** The file behind all links, or undefined where nothing can be run. */
async function realExecutable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile() ? await realpath(path) : undefined;
  } catch {
    return undefined;
  }
}
