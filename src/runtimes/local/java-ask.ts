/** What is a Java that can run local nodes: it is asked itself, since neither a path nor a name says so. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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

const run = promisify(execFile);

/** A JVM answers in a tenth of a second; a stub that asks something on the screen never does. */
const askTimeoutMs = 20_000;

/** Vendors whose machine is HotSpot call it so; OpenJ9, for one, keeps classes in another way. */
const hotSpotName = /^(OpenJDK|Java HotSpot\(TM\)) .*VM/;

/** First Java that makes an AOT cache of a broker and says what goes wrong in words that can be silenced (JEP 514). */
const firstJavaWithAotCache = 25;

/** Whether this JVM can keep loaded and linked classes in an AOT cache, and not only parsed ones in an archive. */
export function hasAotCache({ majorVersion, versionText }: Java): boolean {
  return majorVersion >= firstJavaWithAotCache && hotSpotName.test(versionText);
}

/** What one candidate turned out to be. */
export type JavaAnswer = { readonly java: Java } | { readonly problem: string };

/**
 * Runs what may be a Java: macOS, for one, has a `/usr/bin/java` that is none and ends with an error.
 * @param path of an executable.
 */
export async function ask(path: string, env: NodeJS.ProcessEnv): Promise<JavaAnswer> {
  let properties: Record<string, string>;
  try {
    const { stderr } = await run(path, ['-XshowSettings:properties', '-version'], {
      env,
      timeout: askTimeoutMs,
    });
    properties = parseProperties(stderr);
  } catch (error) {
    const { code } = error as { code?: unknown };
    return {
      problem: `${path} does not run (${typeof code === 'number' ? `exit code ${code}` : String(code)})`,
    };
  }
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
