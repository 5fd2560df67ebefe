/** Which Java runs local nodes, and why that one. */
import { exitCodes, RuntimeError } from '../../../errors.ts';
import { cacheDir as labCacheDir } from '../../../paths.ts';
import { hasAotCache, oldestJava, type Java } from './ask.ts';
import { askAll } from './memory.ts';
import { javasThere, namedJava, usualPlaces } from './places.ts';

export { hasAotCache, oldestJava, type Java } from './ask.ts';

/** Where to look, and for what. */
export interface FindJavaOptions {
  /** Where KLAB_JAVA, JAVA_HOME and PATH are read. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Folders with one Java in each of their folders. @default those that installers use */
  readonly places?: readonly string[];
  /** Folder of the lab's caches, where answers are remembered. @default the one in KLAB_HOME */
  readonly cacheDir?: string;
}

/** A Java, and what speaks for it. */
export interface JavaChoice {
  readonly java: Java;
  /** In words, as they read after "because". */
  readonly reason: string;
  /** The others that were found to fit. */
  readonly others: readonly Java[];
  /** Why what comes before it was not taken. */
  readonly passedOver: readonly string[];
}

/** What {@link chooseJava} chooses. @throws as it does */
export async function findJava(options: FindJavaOptions = {}): Promise<Java> {
  return (await chooseJava(options)).java;
}

/**
 * What `KLAB_JAVA` names and nothing else; then what `JAVA_HOME` names; then the fastest that is on PATH or in a usual
 * place. The fastest is the newest of those that make an AOT cache: a broker then takes 0.86 of the processor's time (Java 25
 * against 17, each with all that it can keep). Among the others none stands out, so PATH decides.
 * @throws RuntimeError `java-missing` that tells what was found and how to get one
 */
export async function chooseJava(options: FindJavaOptions = {}): Promise<JavaChoice> {
  const env = options.env ?? process.env;
  const cacheDir = options.cacheDir ?? labCacheDir();
  const problems: string[] = [];
  const ask = async (paths: readonly string[]): Promise<readonly Java[]> => {
    const answers = await askAll(paths, env, cacheDir);
    return answers.flatMap((answer) => {
      if ('java' in answer) return [answer.java];
      problems.push(answer.problem);
      return [];
    });
  };

  for (const name of ['KLAB_JAVA', 'JAVA_HOME'] as const) {
    const named = env[name] ?? '';
    if (named === '') continue;
    const found = await namedJava(named);
    if ('wrong' in found) problems.push(`${name} is ${named}, ${found.wrong}`);
    const [java] = 'path' in found ? await ask([found.path]) : [];
    if (java !== undefined) return { java, reason: `${name} names it`, others: [], passedOver: problems };
    // Who names a Java for the lab alone wants this one, and to hear that it does not work.
    if (name === 'KLAB_JAVA') throw wrongKlabJava(problems);
  }

  const there = await javasThere(env, options.places ?? usualPlaces(env));
  if (there.length === 0) problems.push('no java on PATH or in the usual places');
  const fitting = await ask(there);
  const [first] = fitting;
  if (first === undefined) throw missing(problems);
  const fastest = fitting.filter(hasAotCache).toSorted((a, b) => b.majorVersion - a.majorVersion)[0];
  const java = fastest ?? first;
  const others = fitting.filter((other) => other !== java);
  return { java, others, reason: reasonFor(java, others), passedOver: problems };
}

function reasonFor(java: Java, others: readonly Java[]): string {
  if (others.length === 0) return 'it is the only one here that fits';
  return hasAotCache(java)
    ? 'it is the fastest here: the newest that makes an AOT cache'
    : 'it comes first on PATH';
}

function wrongKlabJava(problems: readonly string[]): RuntimeError {
  const fix = `set KLAB_JAVA to the home or the executable of Java ${oldestJava} or newer, or unset it`;
  const message = `KLAB_JAVA names no Java that fits: ${problems.join('; ')}; ${fix}`;
  return new RuntimeError('java-missing', message, { exitCode: exitCodes.usage });
}

function missing(problems: readonly string[]): RuntimeError {
  return new RuntimeError(
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
