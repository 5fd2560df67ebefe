/** The Javas of this machine, for tests of what differs between them. */
import { chooseJava, type Java } from '../../src/runtimes/local/java/java.ts';

/** The Java that the lab takes here, and one of each other version, newest first. */
export async function javasHere(): Promise<readonly [Java, ...Java[]]> {
  const { java, others } = await chooseJava({ env: { ...process.env, KLAB_JAVA: '', JAVA_HOME: '' } });
  const byVersion = new Map(others.map((other) => [other.majorVersion, other]));
  byVersion.delete(java.majorVersion);
  return [java, ...[...byVersion.values()].toSorted((a, b) => b.majorVersion - a.majorVersion)];
}
