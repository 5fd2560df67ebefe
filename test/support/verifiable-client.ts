/**
 * Kafka's own VerifiableProducer and VerifiableConsumer, by which Kafka's system tests know what was acknowledged and read: they
 * have nothing of the lab's in them, so that what they say of a change is somebody else's word.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { loggingFlags } from '../../src/kafka/jvm.ts';
import { cacheDir } from '../../src/paths.ts';
import { ensureToolsJars } from '../../src/runtimes/jars/tools-jars.ts';
import { findJava } from '../../src/runtimes/local/java/java.ts';
import { throwawayJvmFlags } from '../../src/runtimes/local/java/jvm-flags.ts';

/** What one of them says, a JSON line each: of a record, or of itself. */
interface ClientEvent {
  readonly name: string;
  readonly value?: string;
}

/** One of them, running. */
export interface VerifiableClient {
  /** Values of all events of a name so far. */
  valuesOf(name: string): readonly string[];
  /**
   * Resolves once that is so, which is asked again after each event.
   * @throws Error where it ends before, with its log; where the signal fires
   */
  until(isSo: () => boolean, signal?: AbortSignal): Promise<void>;
  /** Ends it in order. */
  end(): Promise<void>;
}

/** Starts one by its name, such as `VerifiableProducer`. */
export async function startVerifiable(tool: string, args: readonly string[]): Promise<VerifiableClient> {
  const options = { cacheDir: cacheDir() };
  const jars = await ensureToolsJars(options);
  const { path: java } = await findJava(options);
  const flags = [...throwawayJvmFlags, ...loggingFlags];
  const child = spawn(java, [...flags, `org.apache.kafka.tools.${tool}`, ...args], {
    env: { ...process.env, CLASSPATH: jars.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = `${log}${String(chunk)}`.slice(-4_000)));
  const events: ClientEvent[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    if (line.startsWith('{')) events.push(JSON.parse(line) as ClientEvent);
  });
  const ended = once(child, 'close');
  return {
    valuesOf: (name) =>
      events.flatMap((event) => (event.name === name && event.value !== undefined ? [event.value] : [])),
    async until(isSo, signal) {
      while (!isSo()) {
        await Promise.race([once(lines, 'line', signal && { signal }), ended]);
        if (child.exitCode !== null && !isSo()) throw new Error(`${tool} ended (${child.exitCode}): ${log}`);
      }
    },
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
