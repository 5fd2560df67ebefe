/** Java's own client, by Kafka's VerifiableProducer and VerifiableConsumer, on the Java that runs local brokers. */
import { delimiter } from 'node:path';
import type { SubjectTask } from '../../drills/subjects/subject.ts';
import { messageOf } from '../../errors.ts';
import { cacheDir } from '../../paths.ts';
import { ensureToolsJars, toolsVersion } from '../../runtimes/jars/tools-jars.ts';
import { findJava } from '../../runtimes/local/java/java.ts';
import { throwawayJvmFlags } from '../../runtimes/local/java/jvm-flags.ts';
import { flagsOf, type ClientAdapter } from './adapter.ts';

const mainClass = {
  producer: 'org.apache.kafka.tools.VerifiableProducer',
  consumer: 'org.apache.kafka.tools.VerifiableConsumer',
} as const;

/** What goes wrong in a client is told where it dies; standard output is for events. */
const logging = [
  '-Dorg.slf4j.simpleLogger.logFile=System.err',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** Java's producer and consumer. */
export const javaClient: ClientAdapter = {
  name: 'java',
  client: "Java's client (VerifiableProducer, VerifiableConsumer)",
  does: 'produce, consume, SASL and TLS, group.protocol=consumer (KIP-848)',
  usual:
    'request.timeout.ms 30 s, delivery.timeout.ms 2 min, metadata.max.age.ms 5 min, session.timeout.ms 45 s, idempotent',
  // VerifiableProducer turns retries off, unless it is told otherwise; the client's own default is to try for two minutes.
  defaults: { retries: '2147483647' },
  async presence() {
    try {
      await findJava();
      return { isThere: true, version: toolsVersion };
    } catch (error) {
      return { isThere: false, fix: messageOf(error) };
    }
  },
  async prepare(properties, signal) {
    const { path } = await findJava();
    const jars = await ensureToolsJars({ cacheDir: cacheDir(), ...(signal && { signal }) });
    return {
      version: toolsVersion,
      command: (task, configFile) => ({
        command: path,
        args: [
          ...throwawayJvmFlags,
          ...logging,
          mainClass[task.role],
          ...verifiableFlags(task, properties, configFile),
        ],
        env: { CLASSPATH: jars.join(delimiter) },
      }),
    };
  },
};

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
