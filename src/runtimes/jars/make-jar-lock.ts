/** Which jars make a Kafka version: Maven resolves them, with the settings and mirrors of whoever asks. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { exitCodes, RuntimeError } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { runCommand } from '../host/process.ts';
import type { JarLock, LockedJar } from './jar-lock.ts';

/**
 * The logging backend added to Kafka's own jars.
 * slf4j-simple, because it needs no configuration file, and with a class-data archive was the fastest of three to start and
 * the smallest (Kafka 4.3.1: 0.97-1.02 s; reload4j 1.04-1.08 s, log4j2 1.07-1.09 s); without an archive it was 0.1-0.2 s
 * slower than they are. Kafka's slf4j-api is 1.7.36 in all of its lines.
 */
const loggingBackend = 'org.slf4j:slf4j-simple:1.7.36';

/** Some 45 MB, from a repository that may be far away. */
const resolveTimeoutMs = 600_000;

/**
 * Resolves the jars of a version.
 * @throws RuntimeError `tool-missing` without Maven, `download-failed` when it finds no such version
 */
export async function makeJarLock(version: string, signal: AbortSignal): Promise<JarLock> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-lock-'));
  try {
    const jars = await Promise.all((await resolveClosure(version, folder, signal)).map(lockedJar));
    jars.sort((a, b) => (a.coordinates < b.coordinates ? -1 : 1));
    return { schemaVersion: 1, kafka: version, jars };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ResolvedJar {
  readonly coordinates: string;
  readonly path: string;
}

async function resolveClosure(
  version: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly ResolvedJar[]> {
  const pom = join(folder, 'pom.xml');
  const list = join(folder, 'jars.txt');
  await writeWhole(pom, pomOf([`org.apache.kafka:kafka_2.13:${version}`, loggingBackend]));
  const options = ['-DincludeScope=runtime', '-DoutputAbsoluteArtifactFilename=true', `-DoutputFile=${list}`];
  const args = ['-B', '-q', '-f', pom, 'dependency:list', ...options];
  const { exitCode, stdall } = await runCommand('mvn', args, { signal, timeoutMs: resolveTimeoutMs });
  if (exitCode === 127) throw withoutMaven();
  if (exitCode !== 0) throw unresolved(version, stdall);
  return parseDependencyList(await readFile(list, 'utf8'));
}

function unresolved(version: string, output: string): RuntimeError {
  // The second is what it says of one that it has looked for before.
  const artifact = `org.apache.kafka:kafka_2.13:jar:${version}`;
  if (
    [`Could not find artifact ${artifact}`, `${artifact} was not found`].some((said) => output.includes(said))
  ) {
    const message = `Maven finds no Kafka ${version}; name a version that was released`;
    return new RuntimeError('download-failed', message, { exitCode: exitCodes.usage });
  }
  return new RuntimeError(
    'download-failed',
    `Maven could not resolve Kafka ${version}; its last lines follow`,
    {
      details: output.trim().split('\n').slice(-15),
    },
  );
}

function withoutMaven(): RuntimeError {
  const fix = 'install Maven (Debian/Ubuntu: apt install maven, macOS: brew install maven)';
  return new RuntimeError(
    'tool-missing',
    `jars are resolved with Maven, and there is no mvn on PATH; ${fix}`,
    {
      exitCode: exitCodes.usage,
    },
  );
}

/** Lines of `dependency:list`: `group:artifact:jar[:classifier]:version:scope:/path`, maybe followed by ` -- module name`. */
function parseDependencyList(text: string): readonly ResolvedJar[] {
  const plain = stripVTControlCharacters(text);
  return plain.split('\n').flatMap((line) => {
    const match =
      /^\s*([^:\s]+):([^:]+):jar:(?:([^:]+):)?([^:]+):(?:compile|runtime):(.+?\.jar)(?: -- .*)?\s*$/.exec(
        line,
      );
    if (match === null) return [];
    const [, group, artifact, classifier, version, path = ''] = match;
    const parts = [group, artifact, version, classifier].filter((part) => part !== undefined);
    return [{ coordinates: parts.join(':'), path }];
  });
}

async function lockedJar({ coordinates, path }: ResolvedJar): Promise<LockedJar> {
  const bytes = await readFile(path);
  return { coordinates, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function pomOf(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((each) => {
    const [group, artifact, version] = each.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>klab</groupId><artifactId>lock</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>\n`;
}

/** One jar per line, so that a version change reads well in a review. */
export function formatJarLock(lock: JarLock): string {
  const lines = lock.jars.map(
    (jar) => `    { "coordinates": "${jar.coordinates}", "size": ${jar.size}, "sha256": "${jar.sha256}" }`,
  );
  return `{\n  "schemaVersion": ${lock.schemaVersion},\n  "kafka": "${lock.kafka}",\n  "jars": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
