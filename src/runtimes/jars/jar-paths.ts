/** Where jars lie in the cache, and whether they are there. */
import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mavenPath, type JarSet, type LockedJar } from './jar-lock.ts';

/** Where the jars of a lock lie, in its order, whether they are there or not. */
export function jarPaths(lock: JarSet, cacheDir: string): string[] {
  return lock.jars.map((jar) => jarPath(jar, cacheDir));
}

/**
 * Where one jar lies, links resolved.
 * A class-data archive fits one class path to the letter, so that two names of a cache must not make two paths.
 */
export function jarPath(jar: LockedJar, cacheDir: string): string {
  return join(realCacheDir(cacheDir), 'jars', mavenPath(jar.coordinates));
}

/** The cache's folder without links; as given where it does not exist yet. */
export function realCacheDir(cacheDir: string): string {
  try {
    return realpathSync(cacheDir);
  } catch {
    return resolve(cacheDir);
  }
}

/** True when a jar is there in full length. */
export function isCached(jar: LockedJar, cacheDir: string): boolean {
  try {
    return statSync(jarPath(jar, cacheDir)).size === jar.size;
  } catch {
    return false;
  }
}
