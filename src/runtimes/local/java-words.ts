/** What `klab doctor` says of the Java that was chosen: which, why, what else is there, and how fast nodes start on it. */
import { existsSync } from 'node:fs';
import { lockedVersions } from '../../kafka/versions/locks.ts';
import { cacheDir } from '../../paths.ts';
import { baseArchivePath, madeArchivePath } from './class-archive/path.ts';
import { hasAotCache, type Java, type JavaChoice } from './java/java.ts';

/** What was found, and what to do where something was asked for in vain. */
export interface JavaWords {
  readonly state: 'ok' | 'warning';
  readonly found: string;
  readonly fix?: string;
}

/** The choice in words. */
export function describeJava({ java, reason, others, passedOver }: JavaChoice): JavaWords {
  const beside = others.length === 0 ? '' : `; also here: ${others.map(shortly).join(', ')}`;
  const found = `${java.versionText} (${java.path}), because ${reason}; ${describeArchives(java)}${beside}`;
  // What somebody has named and does not work is worth a remark; what merely lies on PATH is not.
  const named = passedOver.filter((problem) => problem.startsWith('JAVA_HOME '));
  if (named.length === 0) return { state: 'ok', found };
  return { state: 'warning', found, fix: `${named.join('; ')}; set it to a Java that is there, or unset it` };
}

function shortly({ majorVersion, path }: Java): string {
  return `Java ${majorVersion} (${path})`;
}

/** An archive is made by the first `up` of each version, so a Java that was just installed starts slower once. */
function describeArchives(java: Java): string {
  const kind = hasAotCache(java) ? 'AOT cache' : 'class-data archive';
  const made = lockedVersions().filter((version) =>
    existsSync(madeArchivePath(version, { java, cacheDir: cacheDir() })),
  );
  if (made.length > 0) return `${kind} made for Kafka ${made.join(', ')}`;
  // A class-data archive of Kafka's lies upon the JVM's own, which a trimmed runtime may lack (jlink does not make it).
  if (!hasAotCache(java) && !existsSync(baseArchivePath(java)))
    return `it keeps no classes, so nodes start slower: it lacks an archive of its own (${java.path} -Xshare:dump makes it)`;
  return `the next up makes its ${kind}`;
}
