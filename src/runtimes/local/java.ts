/** Finds the Java that runs local nodes. */
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { RuntimeError, exitCodes } from '../../errors.ts';
import { runCommand } from '../command.ts';

/** Oldest Java that Kafka 4 brokers run on (KIP-1013). */
export const oldestJava = 17;

/** A Java that is new enough. */
export interface Java {
  /** The executable. */
  readonly path: string;
  /** Its `java.home`; absent where the JVM does not tell. */
  readonly home?: string;
  /** 17, 21, … */
  readonly majorVersion: number;
  /** The exact build, such as `OpenJDK 64-Bit Server VM 17.0.15+6-Debian-1deb12u1 (Debian)`; archives fit one build only. */
  readonly versionText: string;
}

/** A JVM answers in a tenth of a second; a stub that asks something on the screen never does. */
const askTimeoutMs = 20_000;

/** What one candidate turned out to be. */
type Answer = { readonly java: Java } | { readonly problem: string };

/**
 * The first Java that is new enough: `JAVA_HOME/bin/java`, then every `java` on PATH.
 * Each candidate is run, because macOS has a `/usr/bin/java` that is no Java at all and ends with an error.
 * @param options.env Where JAVA_HOME and PATH are read. @default process.env
 * @throws RuntimeError `java-missing` that tells what was found and how to get one
 */
export async function findJava(options: { readonly env?: NodeJS.ProcessEnv } = {}): Promise<Java> {
  const env = options.env ?? process.env;
  const problems: string[] = [];
  for (const path of await candidates(env, problems)) {
    const answer = await ask(path, env);
    if ('java' in answer) return answer.java;
    problems.push(answer.problem);
  }
  throw new RuntimeError(
    'java-missing',
    `Java ${oldestJava} or newer is needed to run Kafka as local processes: ${problems.join('; ')}; install one, or use --on compose`,
    { exitCode: exitCodes.usage, details: howToGetOne },
  );
}

const howToGetOne: readonly string[] = [
  'Debian, Ubuntu: sudo apt install openjdk-17-jre-headless',
  'Fedora:         sudo dnf install java-latest-openjdk-headless',
  'macOS:          brew install openjdk@21 && export JAVA_HOME="$(brew --prefix openjdk@21)/libexec/openjdk.jdk/Contents/Home"',
  'SDKMAN:         sdk install java',
];

async function candidates(env: NodeJS.ProcessEnv, problems: string[]): Promise<string[]> {
  const home = env['JAVA_HOME'] ?? '';
  const fromHome = home === '' ? [] : [join(home, 'bin', 'java')];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const seen = new Map<string, string>();
  for (const path of [...fromHome, ...folders.map((folder) => join(folder, 'java'))]) {
    const real = await executable(path);
    if (real !== undefined && !seen.has(real)) seen.set(real, path);
    if (real === undefined && fromHome.includes(path))
      problems.push(`JAVA_HOME is ${home}, which has no bin/java`);
  }
  if (seen.size === 0) problems.push('no java on PATH');
  return [...seen.values()];
}

/** The file behind all links, or undefined where nothing can be run. */
async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile() ? await realpath(path) : undefined;
  } catch {
    return undefined;
  }
}

async function ask(path: string, env: NodeJS.ProcessEnv): Promise<Answer> {
  const asked = ['-XshowSettings:properties', '-version'];
  const { exitCode, stderr, timedOut } = await runCommand(path, asked, { env, timeoutMs: askTimeoutMs });
  if (timedOut) return { problem: `${path} does not answer` };
  if (exitCode !== 0) return { problem: `${path} does not run (exit code ${exitCode})` };
  const properties = parseProperties(stderr);
  const majorVersion = majorVersionOf(properties['java.specification.version'] ?? '0');
  if (majorVersion === 0) return { problem: `${path} is no Java` };
  if (majorVersion < oldestJava) return { problem: `${path} is Java ${majorVersion}` };
  const home = properties['java.home'];
  const build = [
    properties['java.vm.name'],
    properties['java.vm.version'],
    `(${properties['java.vm.vendor']})`,
  ];
  return {
    java: { path, ...(home === undefined ? {} : { home }), majorVersion, versionText: build.join(' ') },
  };
}

/** Reads the `    name = value` lines of `-XshowSettings:properties`; more lines of a list value are left out. */
function parseProperties(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^ {4}(\S+) = (.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Java 8 and older call themselves 1.8, newer ones 9, 17, 21. */
function majorVersionOf(specification: string): number {
  const [first = '0', second = '0'] = specification.split('.');
  return Number(first === '1' ? second : first);
}
