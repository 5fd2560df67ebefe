/** `klab consume`: reads records by hand: all that are there, or as a member of a consumer group. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { clusterByHand } from '../src/app/find/by-hand.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { consumeAsGroup } from '../src/client/by-hand/consume.ts';
import type { TopicRecord } from '../src/client/kafkajs/read-topic.ts';
import { readWholeTopic } from '../src/client/topics/read-whole-topic.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { UsageError } from '../src/index.ts';
import { recordLine } from '../src/report/text/by-hand/records.ts';
import { counted } from '../src/words.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { withWhere, withYes } from './support/options.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface ConsumeVerbOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly group?: string;
  readonly fromBeginning?: boolean;
  readonly max?: number;
  readonly follow?: boolean;
  readonly partition?: number;
  readonly uncommitted?: boolean;
}

const readTimeoutMs = 20_000;

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'consume',
    'Read a topic: all that is there, or, as a member of a group, what the group has not read.',
    'klab consume multi-broker orders --group shop --from-beginning',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('<topic>', 'the topic')
    .option('--group <id>', 'read as a member of this consumer group, and commit what was shown')
    .option(
      '--from-beginning',
      'with --group, where it has committed nothing: begin with the first record, not behind the last',
    )
    .option('--max <n>', 'end after so many records', wholeNumber('--max', 1, 1_000_000))
    .option('--follow', 'with --group: go on at the end, until Ctrl-C')
    .option('--partition <n>', 'without --group: this one alone', wholeNumber('--partition', 0, 1_000))
    .option(
      '--uncommitted',
      'show records of aborted and open transactions too (isolation.level=read_uncommitted)',
    )
    .option('--json', 'print JSON')
    .action(consume);
  return withYes(withWhere(declared), 'write to');
}

async function consume(name: string, topic: string, options: ConsumeVerbOptions): Promise<void> {
  const { group, json, follow, fromBeginning, partition } = options;
  if (group === undefined && (follow || fromBeginning))
    throw new UsageError(
      `${follow ? '--follow' : '--from-beginning'} is for a group; add --group NAME, or leave it away: without a group all that is there is read`,
    );
  if (group !== undefined && partition !== undefined)
    throw new UsageError('a group shares partitions out by itself; leave --partition or --group away');
  if (json && follow)
    throw new UsageError(
      '--json prints one object at the end, and --follow has none; leave one of them away',
    );
  // A group writes what it commits.
  const doing = group === undefined ? 'read from' : 'write to';
  const cluster = await clusterByHand(name, await topologiesToFind(options), options, doing);
  const records: TopicRecord[] = [];
  const tell = (record: TopicRecord): void => {
    if (!follow) records.push(record);
    if (!json) console.log(recordLine(record));
  };
  const count = await (group === undefined
    ? readAll(cluster, topic, options, tell)
    : readAsGroup(cluster, topic, { ...options, group }, tell));
  if (json)
    printJson({ instance: cluster.instance.id, topic, ...(group !== undefined && { group }), records });
  else
    console.error(
      pc.dim(
        `${counted(count, 'record')}${group === undefined ? '' : `; what was shown is committed for group ${group}`}`,
      ),
    );
}

async function readAll(
  cluster: RunningCluster,
  topic: string,
  { max = Infinity, partition, uncommitted = false }: ConsumeVerbOptions,
  tell: (record: TopicRecord) => void,
): Promise<number> {
  const there = await readWholeTopic({
    access: cluster,
    topic,
    timeoutMs: readTimeoutMs,
    signal: interrupted,
    readUncommitted: uncommitted,
  });
  const wanted = there.filter((record) => partition === undefined || record.partition === partition);
  for (const record of wanted.slice(0, max)) tell(record);
  return Math.min(wanted.length, max);
}

async function readAsGroup(
  cluster: RunningCluster,
  topic: string,
  {
    group,
    max,
    follow = false,
    fromBeginning = false,
    uncommitted = false,
    json,
  }: ConsumeVerbOptions & { group: string },
  onRecord: (record: TopicRecord) => void,
): Promise<number> {
  const reading = (): Promise<number> =>
    consumeAsGroup(cluster, {
      topic,
      group,
      fromBeginning,
      follow,
      uncommitted,
      signal: interrupted,
      onRecord,
      onJoin: (partitions) => {
        const has =
          partitions.length === 0
            ? 'no partition'
            : `${partitions.length === 1 ? 'partition' : 'partitions'} ${partitions.join(', ')}`;
        if (!json) console.error(pc.dim(`joined group ${group}: this member has ${has}`));
      },
      ...(max !== undefined && { max }),
    });
  return await finishing({ finishing: `leaving group ${group}` }, reading);
}
