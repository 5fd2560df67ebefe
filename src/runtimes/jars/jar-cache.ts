/** Kafka's jars on this machine: there already, or fetched, checked and kept. */
import type { EnsureJarsOptions } from './jar-download.ts';
import { readJarLock, type JarSet } from './jar-lock.ts';
import { isCached, jarPaths } from './jar-paths.ts';

export { isCached } from './jar-paths.ts';
export type { EnsureJarsOptions, JarProgress } from './jar-download.ts';

/**
 * Makes sure that every jar of a Kafka version is on this machine.
 * A jar that is there is known by its size; its checksum was verified before it got its name.
 * @returns Absolute paths in the order of the lock, which is the order of the class path.
 * @throws RuntimeError `download-failed` or `checksum-mismatch`; InterruptedError when the signal fires
 */
export async function ensureJars(version: string, options: EnsureJarsOptions): Promise<string[]> {
  return ensureLockedJars(readJarLock(version), options);
}

/** {@link ensureJars} for a lock at hand. */
export async function ensureLockedJars(lock: JarSet, options: EnsureJarsOptions): Promise<string[]> {
  const missing = lock.jars.filter((jar) => !isCached(jar, options.cacheDir));
  if (missing.length > 0) {
    // Loaded only here: loading HTTP and proxies takes 0.2-0.3 s, which a warm start need not spend.
    const { downloadJars } = await import('./jar-download.ts');
    await downloadJars(lock, missing, options);
  }
  return jarPaths(lock, options.cacheDir);
}
