/** Makes the lock files of a Kafka version that the lab does not come with: from then on topologies can have it. */
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { makeFolder, writeWhole } from '../../files.ts';
import { isLabs, isVersion, lockName, ownLocksDir } from '../../kafka/versions/locks.ts';
import { isOlder, kafkaVersions } from '../../kafka/versions/versions.ts';
import { cacheDir } from '../../paths.ts';
import { ensureLockedJars } from '../../runtimes/jars/jar-cache.ts';
import { describeJars } from '../../runtimes/jars/jar-progress.ts';
import { formatJarLock, makeJarLock } from '../../runtimes/jars/make-jar-lock.ts';
import { findJava } from '../../runtimes/local/java/java.ts';
import { formatSettingLock, makeSettingLock } from '../../runtimes/local/make-setting-lock.ts';
import type { Caller } from '../caller.ts';

/** The first with an image of its own (`apache/kafka`), and the oldest that settings of the lab's are right for. */
const oldestLockable = '3.7.0';

/** What was locked. */
export interface LockedVersion {
  readonly kafka: string;
  readonly jars: number;
  /** Of all jars, in bytes. */
  readonly size: number;
  readonly settings: number;
  /** The two files. */
  readonly files: readonly string[];
}

/**
 * Locks a version; both files are written once everything is known.
 * @param into folder of the locks; by default those of a person's own, beside which the lab's own count first.
 * @throws UsageError for what is no version, one that is too old, or one that the lab comes with
 */
export async function lockVersion(
  version: string,
  { progress, signal }: Pick<Caller, 'progress' | 'signal'>,
  into?: string,
): Promise<LockedVersion> {
  assertLockable(version, into);
  progress.step(`resolving the jars of Kafka ${version} with Maven`);
  const jarLock = await makeJarLock(version, signal);
  progress.step(`fetching what of them is not there, to ask them for their settings`);
  const cache = cacheDir();
  const [java, jars] = await Promise.all([
    findJava({ cacheDir: cache }),
    ensureLockedJars(jarLock, {
      cacheDir: cache,
      signal,
      onProgress: (jar) => progress.update(describeJars(jar)),
    }),
  ]);
  const settingLock = await makeSettingLock(version, { java, jars, signal });
  progress.succeed();
  const folder = into ?? ownLocksDir();
  const files = (['kafka', 'settings'] as const).map((kind) => join(folder, lockName(kind, version)));
  await makeFolder(folder);
  await writeWhole(files[0]!, formatJarLock(jarLock));
  await writeWhole(files[1]!, formatSettingLock(settingLock));
  return {
    kafka: version,
    jars: jarLock.jars.length,
    size: jarLock.jars.reduce((sum, jar) => sum + jar.size, 0),
    settings: Object.keys(settingLock.settings).length,
    files,
  };
}

function assertLockable(version: string, into: string | undefined): void {
  if (!isVersion(version)) {
    throw new UsageError(
      `"${version}" is no Kafka version; name one that was released, such as ${kafkaVersions[0]}`,
    );
  }
  if (isOlder(version, oldestLockable)) {
    throw new UsageError(`Kafka ${version} is too old for klab up; use ${oldestLockable} or newer`);
  }
  if (into === undefined && isLabs(version)) {
    throw new UsageError(
      `Kafka ${version} is locked already: klab comes with it; use klab up TOPOLOGY --kafka ${version}`,
    );
  }
}
