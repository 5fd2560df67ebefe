/** Java's own client, by Kafka's VerifiableProducer and VerifiableConsumer, on the Java that runs local brokers. */
import { delimiter } from 'node:path';
import type { SubjectRole, SubjectTask } from '../../drills/subjects/subject.ts';
import { messageOf } from '../../errors.ts';
import { allowedUrlFlag } from '../../kafka/security/tokens.ts';
import { cacheDir } from '../../paths.ts';
import { ensureToolsJars, toolsVersion } from '../../runtimes/jars/tools-jars.ts';
import { findJava } from '../../runtimes/local/java/java.ts';
import { throwawayJvmFlags } from '../../runtimes/local/java/jvm-flags.ts';
import { flagsOf, type ClientAdapter, type ClientPresence, type ReadyClient } from './adapter.ts';

const mainClass = {
  producer: 'org.apache.kafka.tools.VerifiableProducer',
  consumer: 'org.apache.kafka.tools.VerifiableConsumer',
} as const;

/** What goes wrong in a client is told where it dies; standard output is for events. */
const logging = [
  '-Dorg.slf4j.simpleLogger.logFile=System.err',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** VerifiableProducer turns retries off, unless it is told otherwise; the client's own default is to try for two minutes. */
export const javaDefaults: Readonly<Record<string, string>> = { retries: '2147483647' };

/** Java's producer and consumer. */
export const javaClient: ClientAdapter = {
  name: 'java',
  client: "Java's client (VerifiableProducer, VerifiableConsumer)",
  does: 'produce, consume, SASL and TLS, group.protocol=consumer (KIP-848)',
  usual:
    'request.timeout.ms 30 s, delivery.timeout.ms 2 min, metadata.max.age.ms 5 min, session.timeout.ms 45 s, idempotent',
  tokens: true,
  defaults: javaDefaults,
  presence: javaPresence,
  prepare: (properties, signal) =>
    readyJava(
      mainClass,
      properties,
      (task, configFile) => verifiableFlags(task, properties, configFile),
      signal,
    ),
};

/** Whether programs of Kafka's tools can be run here. */
export async function javaPresence(): Promise<ClientPresence> {
  try {
    await findJava();
    return { isThere: true, version: toolsVersion };
  } catch (error) {
    return { isThere: false, fix: messageOf(error) };
  }
}

/**
 * Makes programs of Kafka's tools ready.
 * @param mainClasses which one does what
 * @param properties what they are set to
 */
export async function readyJava(
  mainClasses: Readonly<Record<SubjectRole, string>>,
  properties: Readonly<Record<string, string>>,
  flags: (task: SubjectTask, configFile: string | undefined) => readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadyClient> {
  const { path } = await findJava();
  // Where a token lies, or is asked for, its settings alone do not say: Java reads it from nowhere else.
  const tokenUrl = properties['sasl.oauthbearer.token.endpoint.url'];
  const jvmFlags = [
    ...throwawayJvmFlags,
    ...logging,
    ...(tokenUrl === undefined ? [] : [allowedUrlFlag(tokenUrl)]),
  ];
  const jars = await ensureToolsJars({ cacheDir: cacheDir(), ...(signal && { signal }) });
  return {
    version: toolsVersion,
    command: (task, configFile) => ({
      command: path,
      args: [...jvmFlags, mainClasses[task.role], ...flags(task, configFile)],
      env: { CLASSPATH: jars.join(delimiter) },
    }),
  };
}

/**
 * The flags of either program, so that it has its client's own defaults where a person sets nothing else.
 * VerifiableConsumer's own flags win over its settings, and are not the client's defaults unless they are given
 * (Kafka documentation, session.timeout.ms, enable.auto.commit).
 */
export function verifiableFlags(
  task: SubjectTask,
  properties: Readonly<Record<string, string>>,
  configFile: string | undefined,
): readonly string[] {
  const flags = flagsOf(task, configFile);
  if (task.role === 'producer') return flags;
  const { 'group.protocol': protocol = 'classic', 'session.timeout.ms': sessionMs = '45000' } = properties;
  const { 'partition.assignment.strategy': strategy, 'group.instance.id': member } = properties;
  const isClassic = protocol.toLowerCase() === 'classic';
  return [
    ...flags,
    ...(properties['enable.auto.commit'] === 'false' ? [] : ['--enable-autocommit']),
    ...(isClassic ? ['--session-timeout', sessionMs] : ['--group-protocol', protocol.toLowerCase()]),
    ...(strategy === undefined || !isClassic ? [] : ['--assignment-strategy', strategy]),
    ...(member === undefined ? [] : ['--group-instance-id', member]),
  ];
}
