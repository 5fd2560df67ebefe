/**
 * The archive of Kafka's classes, mapped into every later JVM: parsed ones (a class-data archive), which halves the start of
 * a node, or where Java can, parsed and linked ones (an AOT cache), which takes a seventh of what is left.
 * An archive fits one Kafka version, one class path and one build of the JVM, so all of them are in its name.
 * One archive serves KRaft and ZooKeeper-mode brokers alike (3.9.2: 0.9 s instead of 1.9 s with KRaft, 1.2 s instead of 2.1 s with ZooKeeper).
 */
import { marks } from '../../../kafka/marks.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { archiveCriticalFlags } from '../../../kafka/jvm.ts';
import { readJarLock } from '../../jars/jar-lock.ts';
import { jarPaths, realCacheDir } from '../../jars/jar-paths.ts';
import { hasAotCache, type Java } from '../java/java.ts';
import { aotCacheExtension } from '../java/jvm-flags.ts';

/** What an archive depends on besides the Kafka version. */
export interface ClassArchiveOptions {
  readonly java: Java;
  /** Folder of the lab's caches; archives go to `archives/` in it. */
  readonly cacheDir: string;
}

/**
 * What to give to `-XX:SharedArchiveFile`: the lab's archive where it has been made, else the JVM's own.
 * Never a file that is not there: the JVM would then leave out its own archive too (seen with Java 17), and start slower
 * than with no flag at all.
 */
export async function archivePath(version: string, options: ClassArchiveOptions): Promise<string> {
  const made = madeArchivePath(version, options);
  return existsSync(made) ? made : baseArchivePath(options.java);
}

/**
 * The archive that comes with the JVM: what a ZooKeeper server should use, which Kafka's archive makes no faster
 * (0.45 s either way) and 36 MB bigger.
 */
export function baseArchivePath(java: Java): string {
  return join(java.home ?? '', 'lib', 'server', 'classes.jsa');
}

/** Where the lab's archive of a version lies once it has been made. */
export function madeArchivePath(version: string, options: ClassArchiveOptions): string {
  const classPath = jarPaths(readJarLock(version), options.cacheDir).join(delimiter);
  const lock = readJarLock(version).jars.map(({ sha256 }) => sha256);
  const { versionText, home = '' } = options.java;
  const parts = [classPath, ...lock, versionText, home, process.arch, ...archiveCriticalFlags];
  const key = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  const extension = hasAotCache(options.java) ? aotCacheExtension : '.jsa';
  return join(archivesDir(options.cacheDir), `kafka-${version}-${key}${extension}`);
}

/** Folder of all archives, and of everything that is there while one is being made. */
export function archivesDir(cacheDir: string): string {
  return join(realCacheDir(cacheDir), 'archives');
}

/** What stands in the command line of an archive maker and of its JVM. */
export function archiverMark(cacheDir: string): string {
  return `${marks.archiveMaker}=${realCacheDir(cacheDir)}`;
}
