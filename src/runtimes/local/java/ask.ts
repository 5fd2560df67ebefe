/** What is a Java that can run local nodes: it is asked itself, since neither a path nor a name says so. */
import { runCommand } from '../../host/process.ts';

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
