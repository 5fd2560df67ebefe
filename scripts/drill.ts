/** `klab drill`: breaks a running cluster under load and judges what it cost. */
import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { drillNamed, drills } from '../src/drills/index.ts';
import { historyLines } from '../src/drills/recorder.ts';
import type { DrillPlan } from '../src/drills/plan.ts';
import { runDrill, type DrillOptions, type DrillResult } from '../src/drills/run-drill.ts';
import { exitCodes } from '../src/index.ts';
import type { RunningCluster } from '../src/runtimes/runtime.ts';
import { drillJson, drillProgress, drillReport } from '../src/report/drill-report.ts';
import { withPlaceOptions, type PlaceOptions } from './support/place-options.ts';
import { terminalProgress } from './support/progress.ts';
import { interrupted, printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';
import { withNamespace, withYes, type WhereOptions } from './support/where.ts';
import { withCluster } from './support/with-cluster.ts';

interface DrillVerbOptions extends CommonOptions, PlaceOptions, WhereOptions {
  readonly rate: number;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly minIsr?: number;
  readonly acks: string;
  readonly idempotent?: boolean;
  readonly events?: string;
  readonly up?: boolean;
  readonly on?: string;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'drill',
    'Break a running cluster under load and judge what it cost.',
    'klab drill multi-broker kill-leader',
  )
    .argument('<topology>', 'a running instance, by topology or by instance id')
    .argument('<drill>', drills.map(({ name, summary }) => `${name}: ${summary}`).join('; '))
    .option('--up', 'bring the topology up for this, and take it down afterwards')
    .option('--on <runtime>', 'the runtime it is on, or with --up is to be on')
    .option('--rate <n>', 'records per second and partition', wholeNumber('--rate', 1, 500), 100)
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
    .option('--events <file>', 'write every event as JSON lines')
    .option('--json', 'print JSON')
    .action(drill);
  return withYes(withNamespace(withPlaceOptions(declared)), 'break');
}

async function drill(name: string, drillName: string, options: DrillVerbOptions): Promise<void> {
  const plan = drillNamed(drillName);
  const { up, on, json, events } = options;
  const progress = terminalProgress(json);
  try {
    await withCluster(name, { up, on, progress, where: options, breaking: 'drill' }, async (cluster) => {
      const result = await breakAndJudge(cluster, plan, drillOptions(options), json);
      if (events !== undefined) await writeFile(events, `${[...historyLines(result.history)].join('\n')}\n`);
      if (json) printJson(drillJson(result));
      process.exitCode = result.verdict.passed ? exitCodes.fine : exitCodes.failed;
    });
  } finally {
    progress.stop();
  }
}

function drillOptions(options: DrillVerbOptions): DrillOptions {
  return {
    recordsPerSecond: options.rate,
    acks: options.acks === '1' ? 1 : 'all',
    idempotent: options.idempotent ?? false,
    ...(options.partitions !== undefined && { partitions: options.partitions }),
    ...(options.replicationFactor !== undefined && { replicationFactor: options.replicationFactor }),
    ...(options.minIsr !== undefined && { minInSyncReplicas: options.minIsr }),
  };
}

/** Runs a drill on a cluster, telling what happens as it happens, and prints the verdict. */
export async function breakAndJudge(
  cluster: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions = {},
  json = false,
): Promise<DrillResult> {
  const startedAt = performance.now();
  const describe = drillProgress(cluster.topology);
  const result = await runDrill(cluster, plan, options, {
    signal: interrupted,
    onEvent(event) {
      const line = describe(event);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      if (line !== undefined) console.error(`${seconds.padStart(6)} s  ${line}`);
    },
  });
  if (!json) console.log(`\n${drillReport(result, cluster.topology)}`);
  return result;
}
