/**
 * Kafka's own VerifiableProducer, by which Kafka's system tests know what was acknowledged: it has nothing of the lab's in
 * it, so that what it says of a change is somebody else's word.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { readWholeTopic } from '../../src/client/topics/read-whole-topic.ts';
import { addressesOf, type ClusterAccess } from '../../src/cluster/access.ts';
import { loggingFlags } from '../../src/kafka/jvm.ts';
import { cacheDir } from '../../src/paths.ts';
import { ensureToolsJars } from '../../src/runtimes/jars/tools-jars.ts';
import { findJava } from '../../src/runtimes/local/java/java.ts';
import { throwawayJvmFlags } from '../../src/runtimes/local/java/jvm-flags.ts';

const mainClass = 'org.apache.kafka.tools.VerifiableProducer';

/** What it says of one record, or of all at its end (VerifiableProducer's JSON lines). */
interface ProducerEvent {
  readonly name: string;
  readonly value?: string;
  readonly message?: string;
}

/** A producer that runs. */
export interface VerifiableProducer {
  /** Resolves once so many records were acknowledged. @throws Error where it ends before */
  acknowledged(count: number): Promise<void>;
  /** Ends it in order. @returns the values that were acknowledged, and what it could not send */
  end(): Promise<{ readonly acknowledged: readonly string[]; readonly failed: readonly string[] }>;
}

/** Has it write to a topic, 50 records a second, acks=all, until it is ended. */
export async function startVerifiableProducer(
  access: ClusterAccess,
  topic: string,
): Promise<VerifiableProducer> {
  const options = { cacheDir: cacheDir() };
  const jars = await ensureToolsJars(options);
  const { path: java } = await findJava(options);
  const args = ['--bootstrap-server', addressesOf(access).join(','), '--topic', topic, '--throughput', '50'];
  const child = spawn(java, [...throwawayJvmFlags, ...loggingFlags, mainClass, ...args], {
    env: { ...process.env, CLASSPATH: jars.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = `${log}${String(chunk)}`.slice(-4_000)));
  const events: ProducerEvent[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    if (line.startsWith('{')) events.push(JSON.parse(line) as ProducerEvent);
  });
  const ended = once(child, 'close');
  const valuesOf = (name: string): readonly string[] =>
    events.flatMap((event) => (event.name === name && event.value !== undefined ? [event.value] : []));
  return {
    async acknowledged(count) {
      while (valuesOf('producer_send_success').length < count) {
        await Promise.race([once(lines, 'line'), ended]);
        if (child.exitCode !== null) throw new Error(`VerifiableProducer ended (${child.exitCode}): ${log}`);
      }
    },
    async end() {
      child.kill('SIGTERM');
      await ended;
      return { acknowledged: valuesOf('producer_send_success'), failed: valuesOf('producer_send_error') };
    },
  };
}

/** Acknowledged values that are not in the topic; it must have got some to tell anything. */
export async function lostOf(
  access: ClusterAccess,
  topic: string,
  acknowledged: readonly string[],
): Promise<readonly string[]> {
  const records = await readWholeTopic({ access, topic, timeoutMs: 60_000 });
  const there = new Set(records.map(({ value }) => value));
  return acknowledged.filter((value) => !there.has(value));
}
