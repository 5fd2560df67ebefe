/** JVM flags of Kafka and ZooKeeper nodes on a small machine: text only, so that a renderer can write them down. */

/** What differs between nodes and machines. */
export interface JvmFlagOptions {
  /** Largest heap, in MiB. */
  readonly heapMb: number;
  /** Path of the class-data archive, or a placeholder that the runtime replaces. */
  readonly classArchive: string;
  /** A person's own, which come last. @default none */
  readonly own?: readonly string[];
}

/**
 * Flags of one node.
 * Measured on Kafka 4.3.1, Java 17, two cores (start to first answer, memory one second later): 2.8 s and 204 MB without
 * an archive, 1.0 s and 158 MB with one; the small first heap then brings memory to 132 MB for the same processor time.
 * Tried and left out, since no difference stood out of the noise: -Xss, -XX:-UsePerfData, -XX:ReservedCodeCacheSize,
 * -XX:CICompilerCount, -Xmn, MALLOC_ARENA_MAX.
 */
export function jvmFlags({ heapMb, classArchive, own = [] }: JvmFlagOptions): readonly string[] {
  return [
    `-Xmx${heapMb}m`,
    // Left alone, the heap starts at its largest here: 27 MB more per node.
    `-Xms${Math.min(32, heapMb)}m`,
    ...collectorFlags(own),
    // The first compiler only: optimised code pays off after minutes, a lab lives for seconds.
    '-XX:TieredStopAtLevel=1',
    ...classArchiveFlags(classArchive),
    '-Djava.awt.headless=true',
    ...loggingFlags,
    ...own,
  ];
}

/** Flags that map a class-data archive. One that does not fit is ignored, silently: a node without one is slower, not broken. */
export function classArchiveFlags(archive: string): readonly string[] {
  return ['-Xshare:auto', `-XX:SharedArchiveFile=${archive}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];
}

/** The same for an AOT cache, which a JVM does not take together with an archive. */
export function aotCacheFlags(cache: string): readonly string[] {
  return [`-XX:AOTCache=${cache}`, '-Xlog:aot*=off'];
}

/**
 * Flags that must be the same when an archive is made and when it is used: an archive holds objects in the layout of
 * one garbage collector.
 */
export const archiveCriticalFlags: readonly string[] = ['-XX:+UseSerialGC'];

/** The lab's garbage collector, unless a person's own options name one: a JVM takes no two. */
export function collectorFlags(own: readonly string[]): readonly string[] {
  return own.some((option) => /^-XX:\+Use\w+GC$/.test(option)) ? [] : archiveCriticalFlags;
}

/** Settings of slf4j-simple (org.slf4j.impl.SimpleLogger): time, level and thread on standard output. */
export const loggingFlags: readonly string[] = [
  '-Dorg.slf4j.simpleLogger.logFile=System.out',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
];
