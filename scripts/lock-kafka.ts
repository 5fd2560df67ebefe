/** Makes `locks/kafka-VERSION.json`: every jar of a Kafka version with its size and checksum, for maintainers who add a version. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { writeWhole } from '../src/files.ts';
import { Command } from 'commander';
import { $, which } from 'zx';
import { RuntimeError, UsageError, exitCodes } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import type { JarLock, LockedJar } from '../src/runtimes/jars/jar-lock.ts';
import { runProgram } from './support/run-program.ts';

/**
 * The logging backend added to Kafka's own jars.
 * slf4j-simple, because it needs no configuration file, and with a class-data archive was the fastest of three to start and
 * the smallest (Kafka 4.3.1: 0.97-1.02 s; reload4j 1.04-1.08 s, log4j2 1.07-1.09 s); without an archive it was 0.1-0.2 s
 * slower than they are. Kafka's slf4j-api is 1.7.36 in both lines.
 */
const loggingBackend = 'org.slf4j:slf4j-simple:1.7.36';

const program = new Command('lock-kafka')
  .description(
    'Resolve the jars of a Kafka version with Maven and write locks/kafka-VERSION.json.\n' +
      'Maven must be on PATH; it uses your own settings and mirrors.',
  )
  .argument('<version>', 'Kafka version, such as 4.3.1')
  .option('--into <folder>', 'where the lock goes; of a version that tests alone run: test/support/locks')
  .addHelpText('after', '\nExample:\n  npx tsx scripts/lock-kafka.ts 4.3.1\n')
  .action(lockKafka);

await runProgram(program);

async function lockKafka(
  version: string,
  { into = join(packageRoot(), 'locks') }: { readonly into?: string },
): Promise<void> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new UsageError(`Kafka version '${version}' is not of the form 4.3.1; name a released version`);
  }
  if ((await which('mvn', { nothrow: true })) === null) {
    throw new RuntimeError(
      'tool-missing',
      'mvn is not on PATH; install Maven (Debian/Ubuntu: apt install maven, macOS: brew install maven)',
      { exitCode: exitCodes.usage },
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'klab-lock-'));
  try {
    const jars = await Promise.all((await resolveClosure(version, folder)).map(lockedJar));
    jars.sort((a, b) => (a.coordinates < b.coordinates ? -1 : 1));
    const lock: JarLock = { schemaVersion: 1, kafka: version, jars };
    const target = join(into, `kafka-${version}.json`);
    await writeWhole(target, formatLock(lock));
    const megabytes = jars.reduce((sum, jar) => sum + jar.size, 0) / 1e6;
    console.log(`${target}: ${jars.length} jars, ${megabytes.toFixed(1)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ResolvedJar {
  readonly coordinates: string;
  readonly path: string;
}

async function resolveClosure(version: string, folder: string): Promise<ResolvedJar[]> {
  const pom = join(folder, 'pom.xml');
  const list = join(folder, 'jars.txt');
  await writeWhole(pom, pomOf([`org.apache.kafka:kafka_2.13:${version}`, loggingBackend]));
  const options = ['-DincludeScope=runtime', '-DoutputAbsoluteArtifactFilename=true', `-DoutputFile=${list}`];
  const result = await $({ nothrow: true, quiet: true })`mvn -B -q -f ${pom} dependency:list ${options}`;
  if (result.exitCode !== 0) {
    throw new RuntimeError(
      'download-failed',
      `Maven could not resolve Kafka ${version}; its last lines follow`,
      {
        details: `${result.stdout}${result.stderr}`.trim().split('\n').slice(-15),
      },
    );
  }
  return parseDependencyList(await readFile(list, 'utf8'));
}

/** Lines of `dependency:list`: `group:artifact:jar[:classifier]:version:scope:/path`, maybe followed by ` -- module name`. */
function parseDependencyList(text: string): ResolvedJar[] {
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
function formatLock(lock: JarLock): string {
  const lines = lock.jars.map(
    (jar) => `    { "coordinates": "${jar.coordinates}", "size": ${jar.size}, "sha256": "${jar.sha256}" }`,
  );
  return `{\n  "schemaVersion": ${lock.schemaVersion},\n  "kafka": "${lock.kafka}",\n  "jars": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
