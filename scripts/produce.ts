/** `klab produce`: writes records by hand, and shows of each to which partition and offset it went. */
import { createInterface } from 'node:readline';
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import { clusterByHand } from '../src/app/find/by-hand.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { beat } from '../src/client/by-hand/beat.ts';
import { openProducer, type NewRecord, type WrittenRecord } from '../src/client/by-hand/produce.ts';
import { produceTwice } from '../src/client/by-hand/resend.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { UsageError } from '../src/index.ts';
import { recordLine } from '../src/report/text/by-hand/records.ts';
import { withWhere, withYes } from './support/options.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface ProduceVerbOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly key?: string;
  readonly keyed?: boolean;
  readonly partition?: number;
  readonly acks: 'all' | '1' | '0';
  readonly transaction?: 'commit' | 'abort';
  readonly resend?: boolean;
  readonly idempotent?: boolean;
  readonly every?: number;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'produce',
    'Write records: the values given, or each line of standard input.',
    'klab produce multi-broker orders --key anna 3-apples 2-pears',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('<topic>', 'the topic')
    .argument('[values...]', 'a record each (default: each line of standard input)')
    .option('--key <key>', 'the key of every record (default: none)')
    .option('--keyed', 'each value is KEY:VALUE')
    .option(
      '--partition <n>',
      'write to this one (default: by the key)',
      wholeNumber('--partition', 0, 1_000),
    )
    .addOption(
      new Option('--acks <acks>', 'whose copy must have a record: all in sync, the leader, nobody')
        .choices(['all', '1', '0'])
        .default('all'),
    )
    .addOption(
      new Option('--transaction <end>', 'write them in one transaction, and end it so').choices([
        'commit',
        'abort',
      ]),
    )
    .option(
      '--resend',
      'send each record twice, as after an answer that got lost; to partition 0, or --partition',
    )
    .option('--idempotent', 'with --resend: with a producer id, by which the broker knows what it has')
    .option(
      '--every <time>',
      'write a number and the time again and again, so long apart, until Ctrl-C, such as 100ms',
      pauseTime,
    )
    .option('--json', 'print JSON')
    .action(produce);
  return withYes(withWhere(declared), 'write to');
}

async function produce(
  name: string,
  topic: string,
  values: readonly string[],
  options: ProduceVerbOptions,
): Promise<void> {
  const { json, resend = false, transaction } = options;
  if (resend && transaction !== undefined)
    throw new UsageError('--resend writes outside of transactions; leave one of them away');
  if (options.idempotent && !resend)
    throw new UsageError('--idempotent shows what it does beside --resend; add it, or leave both away');
  if (options.every !== undefined) return writeOn(name, topic, options.every, options);
  const records = await recordsGiven(values, options);
  const cluster = await clusterByHand(name, await topologiesToFind(options), options, 'write to');
  const written: WrittenRecord[] = [];
  const tell = (record: WrittenRecord): void => {
    written.push(record);
    if (!json) console.log(recordLine(record));
  };
  await writeAll(cluster, topic, records, options, tell);
  if (json)
    printJson({
      instance: cluster.instance.id,
      topic,
      records: written,
      ...(transaction && { transaction }),
    });
  else if (transaction !== undefined)
    console.log(`${pc.green('✔')} transaction ${transaction === 'commit' ? 'committed' : 'aborted'}`);
}

async function writeOn(
  name: string,
  topic: string,
  everyMs: number,
  options: ProduceVerbOptions,
): Promise<void> {
  if (options.json)
    throw new UsageError('--json prints one object at the end, and --every has none; leave one of them away');
  const cluster = await clusterByHand(name, await topologiesToFind(options), options, 'write to');
  const acks = acksOf(options.acks);
  const onRecord = (record: WrittenRecord): void => console.log(recordLine({ ...record, key: '' }));
  const writing = (): Promise<void> => beat(cluster, { topic, everyMs, acks, signal: interrupted, onRecord });
  await finishing({ finishing: 'ending the writer' }, writing);
}

/** Parses a pause. @throws UsageError with what is allowed */
function pauseTime(text: string): number {
  const [, number, unit] = /^(\d+)(ms|s)$/.exec(text) ?? [];
  const timeMs = Number(number) * (unit === 's' ? 1_000 : 1);
  if (timeMs >= 10 && timeMs <= 60_000) return timeMs;
  throw new UsageError(`--every "${text}" is not possible; use 10ms-60s, such as 100ms`);
}

async function recordsGiven(
  values: readonly string[],
  { key, keyed = false }: Pick<ProduceVerbOptions, 'key' | 'keyed'>,
): Promise<readonly NewRecord[]> {
  if (keyed && key !== undefined)
    throw new UsageError('--key and --keyed both say the key; leave one of them away');
  const given = values.length > 0 ? values : await linesOfInput();
  return given.map((value) => {
    if (!keyed) return { value, ...(key !== undefined && { key }) };
    const at = value.indexOf(':');
    if (at < 1) throw new UsageError(`"${value}" has no key; with --keyed write KEY:VALUE`);
    return { key: value.slice(0, at), value: value.slice(at + 1) };
  });
}

async function linesOfInput(): Promise<readonly string[]> {
  if (process.stdin.isTTY) console.error('reading values, one a line; Ctrl-D ends them');
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) if (line !== '') lines.push(line);
  if (lines.length === 0)
    throw new UsageError('no values; name them behind the topic, or give one a line on standard input');
  return lines;
}

async function writeAll(
  cluster: RunningCluster,
  topic: string,
  records: readonly NewRecord[],
  { acks, partition, transaction, resend = false, idempotent = false }: ProduceVerbOptions,
  tell: (record: WrittenRecord) => void,
): Promise<void> {
  if (resend) {
    for (const record of await produceTwice(cluster, records, {
      topic,
      partition: partition ?? 0,
      idempotent,
    }))
      tell(record);
    return;
  }
  const producer = await openProducer(cluster, {
    topic,
    acks: acksOf(acks),
    signal: interrupted,
    ...(partition !== undefined && { partition }),
    ...(transaction !== undefined && { transaction }),
  });
  try {
    if (transaction !== undefined) for (const record of await producer.write(records)) tell(record);
    // Each is told once it is written: the next one may be refused.
    else for (const record of records) for (const one of await producer.write([record])) tell(one);
  } finally {
    await producer.close();
  }
}

function acksOf(text: ProduceVerbOptions['acks']): 'all' | 1 | 0 {
  if (text === 'all') return text;
  return text === '1' ? 1 : 0;
}
