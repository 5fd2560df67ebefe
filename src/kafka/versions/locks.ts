/** The lock files of Kafka versions: those that come with the lab, and those that a person has made of others. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { labHome } from '../../paths.ts';
import { isOlder, kafkaVersions, type KafkaVersion } from './versions.ts';

/** What is locked of a version: its jars, and which broker settings it documents. */
export type LockKind = 'kafka' | 'settings';

/** Folder of the locks that the lab comes with. */
function labLocksDir(): string {
  return join(packageRoot(), 'locks');
}

/** Folder of the locks that a person has made with `klab lock`. */
export function ownLocksDir(): string {
  return join(labHome(), 'locks');
}

/** Name of a lock file in either folder. */
export function lockName(kind: LockKind, version: string): string {
  return `${kind}-${version}.json`;
}

/** Path of a lock; undefined where there is none. */
export function lockPath(kind: LockKind, version: string): string | undefined {
  if (!isVersion(version)) return undefined;
  return [labLocksDir(), ownLocksDir()]
    .map((folder) => join(folder, lockName(kind, version)))
    .find((path) => existsSync(path));
}

/** Versions of which a person has made both locks, newest first. */
function ownVersions(): readonly KafkaVersion[] {
  const folder = ownLocksDir();
  if (!existsSync(folder)) return [];
  const names = new Set(readdirSync(folder));
  return [...names]
    .map((name) => /^kafka-(.+)\.json$/.exec(name)?.[1] ?? '')
    .filter((version): version is KafkaVersion => isVersion(version))
    .filter((version) => names.has(lockName('settings', version)) && !isLabs(version));
}

/** Every version that brokers can have here, newest first. */
export function lockedVersions(): readonly KafkaVersion[] {
  return [...kafkaVersions, ...ownVersions()].toSorted((a, b) => (isOlder(a, b) ? 1 : -1));
}

/** The fix for one that is not locked, as it reads after "use". */
export function orLock(version: string): string {
  const fix = isVersion(version) ? `, or lock it: klab lock ${version}` : '';
  return `${lockedVersions().join(', ')}${fix}`;
}

/** Whether the lab itself comes with the locks of a version. */
export function isLabs(version: string): boolean {
  return kafkaVersions.some((known) => known === version);
}

/** Whether a text is a version as Kafka releases them. */
export function isVersion(text: string): text is KafkaVersion {
  return /^\d+\.\d+\.\d+$/.test(text);
}
