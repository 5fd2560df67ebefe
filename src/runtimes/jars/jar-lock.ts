/** The lock files: which jars make a Kafka version, so that every machine runs exactly the same bytes. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../../errors.ts';
import { lockedVersions, lockPath } from '../../kafka/versions/locks.ts';

/** One jar of a lock. */
export interface LockedJar {
  /** Maven coordinates: `group:artifact:version` or `group:artifact:version:classifier`. */
  readonly coordinates: string;
  /** Length in bytes. */
  readonly size: number;
  /** Checksum of the content, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Jars that are fetched together. */
export interface JarSet {
  readonly jars: readonly LockedJar[];
}

/** Content of `locks/kafka-VERSION.json`, written by `klab lock`. */
export interface JarLock extends JarSet {
  readonly schemaVersion: 1;
  /** Kafka version, such as `4.3.1`. */
  readonly kafka: string;
  /** The runtime closure, sorted by coordinates; also the order of the class path. */
  readonly jars: readonly LockedJar[];
}

/** The parts of a jar's coordinates. */
export interface JarCoordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly classifier?: string;
}

/**
 * Splits Maven coordinates into their parts.
 * @throws Error when they are not `group:artifact:version[:classifier]`: lock files are the lab's own, so that is a defect
 */
export function parseCoordinates(coordinates: string): JarCoordinates {
  const [groupId, artifactId, version, classifier, ...rest] = coordinates.split(':');
  const unsafe = /^$|^\.|[^\w.+-]/;
  const parts = [groupId, artifactId, version, ...(classifier === undefined ? [] : [classifier])];
  if (rest.length > 0 || parts.some((part) => part === undefined || unsafe.test(part))) {
    throw new Error(`'${coordinates}' is not group:artifact:version or group:artifact:version:classifier`);
  }
  return {
    groupId: groupId ?? '',
    artifactId: artifactId ?? '',
    version: version ?? '',
    ...(classifier === undefined ? {} : { classifier }),
  };
}

/**
 * Path of a jar relative to the root of any Maven repository; the cache keeps the same layout.
 * Always with forward slashes, since it is also the tail of an address.
 */
export function mavenPath(coordinates: string): string {
  const { groupId, artifactId, version, classifier } = parseCoordinates(coordinates);
  const tail = classifier === undefined ? '' : `-${classifier}`;
  return `${groupId.replaceAll('.', '/')}/${artifactId}/${version}/${artifactId}-${version}${tail}.jar`;
}

/**
 * Reads the lock of a Kafka version.
 * @throws UsageError when the lab has no lock of that version
 */
export function readJarLock(version: string): JarLock {
  const path = lockPath('kafka', version);
  if (path === undefined) {
    throw new UsageError(
      `Kafka ${version} cannot run as local processes: its jars are not locked; use ${lockedVersions().join(', ')}, ` +
        `or lock them: klab lock ${version}`,
    );
  }
  return jarLockFrom(readFileSync(path, 'utf8'), path);
}

/**
 * Parses and checks the text of a lock.
 * @param source Named in the error.
 * @throws Error when the text is not a lock
 */
export function jarLockFrom(text: string, source: string): JarLock {
  const lock = JSON.parse(text) as Partial<JarLock>;
  if (lock.schemaVersion !== 1 || typeof lock.kafka !== 'string' || !Array.isArray(lock.jars)) {
    throw new Error(`${source} is not a jar lock of schema version 1`);
  }
  assertLocked(lock.jars, source);
  return lock as JarLock;
}

/** @throws Error when a jar could not be told from any other: lock files are the lab's own, so that is a defect. */
export function assertLocked(jars: readonly Partial<LockedJar>[], source: string): void {
  for (const jar of jars) {
    parseCoordinates(String(jar.coordinates));
    if (!Number.isSafeInteger(jar.size) || !/^[0-9a-f]{64}$/.test(String(jar.sha256))) {
      throw new Error(`${source}: ${jar.coordinates} has no valid size and sha256`);
    }
  }
}
