/** The options of a drill's traffic, as a person writes them and as the drill takes them. */
import { Option, type Command } from 'commander';
import { usualSubjectRate } from '../../src/drills/subjects/subject.ts';
import type { DrillOptions } from '../../src/drills/run/run-drill.ts';
import { wholeNumber } from './verb.ts';

/** What a person may say of a drill's topic and traffic. */
export interface TrafficVerbOptions {
  readonly rate: number;
  readonly recordSize?: number;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly minIsr?: number;
  readonly acks: string;
  readonly idempotent?: boolean;
  readonly consumers?: number;
  readonly transactions?: boolean;
}

/** Adds them to a verb that runs drills. */
export function withTrafficOptions(command: Command): Command {
  return command
    .option('--rate <n>', 'records per second and partition', wholeNumber('--rate', 1, 500), 100)
    .option(
      '--record-size <bytes>',
      "size of a record's value (default: as small as its number)",
      wholeNumber('--record-size', 1, 100_000),
    )
    .option(
      '--partitions <n>',
      'partitions of the topic (default: one per broker, at least 3)',
      wholeNumber('--partitions', 1, 50),
    )
    .option(
      '--replication-factor <n>',
      'copies of each partition (default: 3, or as many as there are brokers)',
      wholeNumber('--replication-factor', 1, 10),
    )
    .option('--min-isr <n>', "min.insync.replicas (default: the topology's)", wholeNumber('--min-isr', 1, 10))
    .addOption(
      new Option('--acks <acks>', 'copies that must have a record').choices(['all', '1']).default('all'),
    )
    .option('--idempotent', 'producers that brokers recognise when they write again')
    .option(
      '--consumers <n>',
      'members of a consumer group that reads along (default: 2)',
      wholeNumber('--consumers', 0, 10),
    )
    .option('--transactions', 'a transactional writer and a read-committed reader on a topic of their own');
}

/** The same for the drill. */
export function drillOptionsOf(options: TrafficVerbOptions): DrillOptions {
  const { recordSize, partitions, replicationFactor, minIsr, consumers } = options;
  return {
    recordsPerSecond: options.rate,
    acks: options.acks === '1' ? 1 : 'all',
    idempotent: options.idempotent ?? false,
    transactions: options.transactions ?? false,
    ...(recordSize !== undefined && { recordBytes: recordSize }),
    ...(partitions !== undefined && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(minIsr !== undefined && { minInSyncReplicas: minIsr }),
    ...(consumers !== undefined && { consumers }),
  };
}

/** What client programs beside a drill are set to. */
export function clientConfigOption(): Option {
  return new Option(
    '--client-config <file>',
    "their settings, as Kafka's own clients take them (default: their own)",
  );
}

/** How much client programs beside a drill write. */
export function clientRateOption(): Option {
  const what = `records per second of each of them (default: ${usualSubjectRate})`;
  return new Option('--client-rate <n>', what).argParser(wholeNumber('--client-rate', 1, 500));
}
