/** JVM flags that only make sense on the machine that runs them: making, proving and using an archive of classes. */
import { aotCacheFlags, archiveCriticalFlags, classArchiveFlags, jvmFlags } from '../../../kafka/jvm.ts';
import { classArchivePlaceholder } from '../../../render/local/plan.ts';

/** Heap of a throwaway JVM, in MiB. */
const throwawayHeapMb = 256;

/** Flags of a short-lived JVM of the lab's own: small, and quick to start. */
export const throwawayJvmFlags: readonly string[] = [
  `-Xmx${throwawayHeapMb}m`,
  ...archiveCriticalFlags,
  '-XX:TieredStopAtLevel=1',
];

/** How the name of an AOT cache ends; other archives are class-data archives, which every Java can have. */
export const aotCacheExtension = '.aot';

/** Whether a file is an AOT cache. */
export function isAotCache(archive: string): boolean {
  return archive.endsWith(aotCacheExtension);
}

/** A plan's flags with the archive of this machine: which of the two kinds it is depends on the Java that was found. */
export function withArchive(planned: readonly string[], archive: string): readonly string[] {
  if (!isAotCache(archive)) return planned.map((flag) => flag.replace(classArchivePlaceholder, archive));
  const [first, ...others] = classArchiveFlags(classArchivePlaceholder);
  return planned.flatMap((flag) =>
    flag === first ? aotCacheFlags(archive) : others.includes(flag) ? [] : [flag],
  );
}

/**
 * Flags of the JVM that runs a broker for an archive to be made of it: a class-data archive when it ends, or the record
 * from which {@link aotAssemblyFlags} make an AOT cache.
 * @param archive File to write.
 * @param mark System property that makes the JVM findable with `ps`.
 */
export function archiveMakingFlags(archive: string, mark: string): readonly string[] {
  const making = isAotCache(archive)
    ? ['-XX:AOTMode=record', `-XX:AOTConfiguration=${aotRecordOf(archive)}`, '-Xlog:aot*=off']
    : [`-XX:ArchiveClassesAtExit=${archive}`];
  return [mark, ...nodeFlags(), ...making, ...selfDestruct];
}

/** Where a training run leaves what it has seen. */
export function aotRecordOf(cache: string): string {
  return `${cache}.record`;
}

/**
 * Flags of the JVM that makes an AOT cache of a record. `-XX:AOTCacheOutput` would have the first JVM start this one, without
 * a mark on its command line: nothing could find it and end it once its maker was gone.
 */
export function aotAssemblyFlags(cache: string, mark: string): readonly string[] {
  const making = [
    '-XX:AOTMode=create',
    `-XX:AOTConfiguration=${aotRecordOf(cache)}`,
    `-XX:AOTCache=${cache}`,
  ];
  return [mark, ...nodeFlags(), ...making, '-Xlog:aot*=off', ...selfDestruct];
}

/** A node's flags, but for its archive. */
function nodeFlags(): readonly string[] {
  const own = classArchiveFlags('');
  return jvmFlags({ heapMb: throwawayHeapMb, classArchive: '' }).filter((flag) => !own.includes(flag));
}

// In minutes: ends the JVM even if its maker was killed outright. Later JVMs may not know it.
const selfDestruct: readonly string[] = ['-XX:+IgnoreUnrecognizedVMOptions', '-XX:SelfDestructTimer=3'];

/** Flags of a JVM that tells, line by line, where each class came from; one that cannot use an AOT cache ends. */
export function archiveProvingFlags(archive: string): readonly string[] {
  const using = isAotCache(archive)
    ? ['-XX:AOTMode=on', ...aotCacheFlags(archive)]
    : ['-Xshare:auto', `-XX:SharedArchiveFile=${archive}`];
  return [...throwawayJvmFlags, ...using, '-Xlog:class+load'];
}

/** Whether a line of {@link archiveProvingFlags} says that a class of Kafka's came from an archive (HotSpot's class+load log). */
export function isFromArchive(line: string, className: string): boolean {
  // The JVM's own archive, beneath the lab's, holds none of Kafka's classes.
  return line.includes(` ${className} `) && line.includes('shared objects file');
}
