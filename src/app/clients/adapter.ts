/** What klab knows of a client library that it can run as a subject of a drill. */
import type { ResolvedTopology } from '../../kafka/node.ts';
import { oldestLibrdkafka } from '../../kafka/security/scram.ts';
import { isOlder } from '../../kafka/versions/versions.ts';
import type { ProgramCommand, SubjectTask } from '../../drills/subjects/subject.ts';

/** Whether a client can be run here. */
export type ClientPresence =
  | { readonly isThere: true; readonly version: string }
  | {
      readonly isThere: false;
      /** How one gets it, in words. */
      readonly fix: string;
    };

/** A client that is made ready on this machine. */
export interface ReadyClient {
  readonly version: string;
  /** @param configFile its settings as a file. @default it has none */
  command(task: SubjectTask, configFile: string | undefined): ProgramCommand;
  /** Why brokers of a version would not let it in as it is set, in words. @default they do */
  loginObstacle?(this: void, kafkaVersion: string): string | undefined;
}

/** A client that klab knows by name. */
export interface ClientAdapter {
  /** As it is asked for. */
  readonly name: string;
  /** The library, in words. */
  readonly client: string;
  /** What it can do here, in words. */
  readonly does: string;
  /** Its library's defaults that decide how it comes through a failover, in words. */
  readonly usual: string;
  /** Why a cluster of this topology cannot have it, in words. @default every one can */
  obstacle?(this: void, topology: Pick<ResolvedTopology, 'kafkaVersion'>): string | undefined;
  /** Looks whether it is there; nothing is fetched for that. */
  presence(): Promise<ClientPresence>;
  /**
   * Makes it ready.
   * @param properties what it is to be set to, by Kafka's names
   * @throws LabError where it is not there, or UsageError where it cannot be set so
   */
  prepare(properties: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<ReadyClient>;
  /** Whether it comes by a token that its settings name (OAUTHBEARER). @default false */
  readonly tokens?: true;
  /** Settings without which it would not run with its library's own defaults. @default none */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** The flags of a task, as docs/clients.md has them. */
export function flagsOf(task: SubjectTask, configFile: string | undefined): readonly string[] {
  const { role, bootstrap, topic, groupId, keys, recordsPerSecond } = task;
  const own =
    role === 'consumer'
      ? ['--group-id', groupId]
      : ['--throughput', String(recordsPerSecond), '--value-prefix', '0', '--repeating-keys', String(keys)];
  const config = configFile === undefined ? [] : ['--command-config', configFile];
  return ['--bootstrap-server', bootstrap.join(','), '--topic', topic, ...own, ...config];
}

/** Why brokers do not let librdkafka in as it is set, in words; undefined where they do. @param library its version */
export function scramObstacle(
  properties: Readonly<Record<string, string>>,
  library: string,
  kafkaVersion: string,
): string | undefined {
  const oldest = oldestLibrdkafka(properties['sasl.mechanism'], kafkaVersion);
  if (oldest === undefined || !isOlder(library, oldest)) return undefined;
  return `its librdkafka ${library} cannot log in by SCRAM to Kafka 4, which needs ${oldest} or newer; install a newer one, or leave it out`;
}

/** Defaults of librdkafka, in words, whichever program has it (librdkafka, CONFIGURATION.md). */
export const librdkafkaUsual =
  'socket.timeout.ms 1 min, message.timeout.ms 5 min, topic.metadata.refresh.interval.ms 5 min, reconnect.backoff.max.ms 10 s, session.timeout.ms 45 s, not idempotent';
