/** JVM flags that only make sense on the machine that runs them: making and proving a class-data archive. */
import { archiveCriticalFlags, jvmFlags } from '../../kafka/jvm.ts';

export { jvmFlags, type JvmFlagOptions } from '../../kafka/jvm.ts';

/** Heap of a throwaway JVM, in MiB. */
const throwawayHeapMb = 256;

/** Flags of a short-lived JVM of the lab's own: small, and quick to start. */
export const throwawayJvmFlags: readonly string[] = [
  `-Xmx${throwawayHeapMb}m`,
  ...archiveCriticalFlags,
  '-XX:TieredStopAtLevel=1',
];

/**
 * Flags of the JVM that leaves an archive behind when it ends.
 * @param archive File to write.
 * @param mark System property that makes the JVM findable with `ps`.
 */
export function archiveMakingFlags(archive: string, mark: string): readonly string[] {
  const nodeFlags = jvmFlags({ heapMb: throwawayHeapMb, classArchive: '' });
  return [
    mark,
    ...nodeFlags.filter((flag) => !flag.startsWith('-XX:SharedArchiveFile=')),
    `-XX:ArchiveClassesAtExit=${archive}`,
    // In minutes: ends the JVM even if its maker was killed outright. Later JVMs may not know it.
    '-XX:+IgnoreUnrecognizedVMOptions',
    '-XX:SelfDestructTimer=3',
  ];
}

/** Flags of a JVM that tells, line by line, where each class came from. */
export function archiveProvingFlags(archive: string): readonly string[] {
  return [...throwawayJvmFlags, '-Xshare:auto', `-XX:SharedArchiveFile=${archive}`, '-Xlog:class+load'];
}

/** How {@link archiveProvingFlags} names a class of the archive on top of the JVM's own (HotSpot's class+load log). */
export const fromArchiveText = 'shared objects file (top)';
