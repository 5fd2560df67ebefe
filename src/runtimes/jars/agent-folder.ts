/** The jars of a Java agent in one folder that containers can be given: fetched, checked and kept as all jars are. */
import { randomUUID } from 'node:crypto';
import { chmod, copyFile, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, told } from '../../files.ts';
import { agentJars, jarFileName, type JavaAgent } from '../../kafka/java-agent.ts';
import { packageRoot } from '../../package-root.ts';
import { ensureLockedJars, type EnsureJarsOptions } from './jar-cache.ts';
import { assertLocked, type JarSet, type LockedJar } from './jar-lock.ts';
import { jarPath, realCacheDir } from './jar-paths.ts';

/**
 * Makes sure that the jars of an agent are on this machine.
 * @returns A folder with nothing but them, under the names that Maven gives them, readable for every user of a container.
 * @throws RuntimeError `download-failed` or `checksum-mismatch`; InterruptedError when the signal fires
 */
export async function agentFolder(agent: JavaAgent, options: EnsureJarsOptions): Promise<string> {
  const lock = await readAgentLock(agent);
  await ensureLockedJars(lock, options);
  const name = jarFileName(agent.artifact).replace(/\.jar$/, '');
  const folder = join(realCacheDir(options.cacheDir), 'agents', name);
  await makeFolder(folder);
  await chmod(folder, 0o755);
  await Promise.all(lock.jars.map((jar) => place(jar, folder, options.cacheDir)));
  return folder;
}

/** A copy, since containers must read it whatever the cache's own files allow; complete before it has its name. */
async function place(jar: LockedJar, folder: string, cacheDir: string): Promise<void> {
  const target = join(folder, jarFileName(jar.coordinates));
  if ((await stat(target).catch(() => undefined))?.size === jar.size) return;
  const part = `${target}.${randomUUID()}`;
  await told(target, async () => {
    await copyFile(jarPath(jar, cacheDir), part);
    await chmod(part, 0o644);
    await rename(part, target);
  });
}

/** The agent's jars as the lab locked them. @throws Error when one is not locked: that is a defect. */
export async function readAgentLock(agent: JavaAgent): Promise<JarSet> {
  const path = join(packageRoot(), 'locks', 'java-agents.json');
  const { jars } = JSON.parse(await readFile(path, 'utf8')) as JarSet;
  assertLocked(jars, path);
  return {
    jars: agentJars(agent).map((coordinates) => {
      const jar = jars.find((one) => one.coordinates === coordinates);
      if (jar === undefined) throw new Error(`${path} does not lock ${coordinates}`);
      return jar;
    }),
  };
}
