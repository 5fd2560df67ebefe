/** The jars of Kafka's own tools, among which are VerifiableProducer and VerifiableConsumer: a program in Java as others know it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { ensureJars, ensureLockedJars, type EnsureJarsOptions } from './jar-cache.ts';
import { jarLockFrom } from './jar-lock.ts';

/** Their version, which is that of Java's client; brokers of others take it too. */
export const toolsVersion = '4.3.1';

/**
 * Makes sure that they are on this machine.
 * @returns Absolute paths in the order of the class path.
 * @throws RuntimeError `download-failed` or `checksum-mismatch`; InterruptedError when the signal fires
 */
export async function ensureToolsJars(options: EnsureJarsOptions): Promise<readonly string[]> {
  const path = join(packageRoot(), 'locks', `kafka-tools-${toolsVersion}.json`);
  const tools = await ensureLockedJars(jarLockFrom(await readFile(path, 'utf8'), path), options);
  // A broker's closure has all that they need; an archive of its classes fits a class path that begins as it does.
  return [...(await ensureJars(toolsVersion, options)), ...tools];
}
