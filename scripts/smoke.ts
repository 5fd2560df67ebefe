/** `klab smoke`: proves that a running cluster keeps Kafka's promises. */
import type { Command } from 'commander';
import { smokeChecks } from '../src/checks/index.ts';
import { runChecks } from '../src/checks/run-checks.ts';
import { exitCodes } from '../src/index.ts';
import {
  counts,
  isSaid,
  smokeJson,
  smokeLine,
  smokeReport,
  type SmokeRun,
} from '../src/report/text/smoke-report.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { withCluster } from '../src/app/with-cluster.ts';
import { verbCaller } from './support/caller.ts';
import {
  clusterAsked,
  withNamespace,
  withPlaceOptions,
  withPortOffset,
  withServices,
  withYes,
  type ClusterVerbOptions,
} from './support/options.ts';
import { terminalProgress, type TerminalProgress } from './support/progress.ts';
import { interrupted } from './support/interruption.ts';
import { withConfig } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface SmokeOptions extends CommonOptions, ClusterVerbOptions {
  readonly only?: readonly string[] | undefined;
}

/** Declares the verb. */
export function command(): Command {
  const names = smokeChecks.map(({ name }) => name).join(', ');
  const declared = verb(
    'smoke',
    'Prove with real clients that a running cluster keeps its promises.',
    'klab smoke multi-broker',
  )
    .argument('<topology>', 'a running instance, by topology or by instance id')
    .option('--up', 'bring the topology up for this, and take it down afterwards')
    .option('--on <runtime>', 'the runtime it is on, or with --up is to be on')
    .option('--only <checks>', `run these checks only, with commas between: ${names}`, (text) =>
      text.split(','),
    )
    .option('--json', 'print JSON')
    .action(smoke);
  return withYes(
    withNamespace(withPlaceOptions(withServices(withPortOffset(withConfig(declared))))),
    'stop brokers of',
  );
}

async function smoke(name: string, { only, json, ...options }: SmokeOptions): Promise<void> {
  const progress = terminalProgress(json);
  try {
    await withCluster(name, clusterAsked(options), await verbCaller(options, progress), async (cluster) => {
      const run = await prove(cluster, progress, { json, only });
      if (json) printJson(smokeJson(run));
      process.exitCode = counts(run.results).failed > 0 ? exitCodes.failed : exitCodes.fine;
    });
  } finally {
    progress.stop();
  }
}

/** Runs the checks on a cluster and prints each result as it comes, then all of them in a table. */
export async function prove(
  cluster: RunningCluster,
  progress: TerminalProgress,
  { only, json }: Pick<SmokeOptions, 'only' | 'json'> = {},
): Promise<SmokeRun> {
  const startedAt = performance.now();
  const running = new Set<string>();
  const results = await runChecks(cluster, {
    ...(only && { only }),
    signal: interrupted,
    onStart(check) {
      if (running.size === 0) progress.step('smoke checks');
      running.add(check.name);
    },
    onNote: ({ name }, text) => progress.update(`${name}: ${text}`),
    onTidy: (text) => progress.step(text),
    onResult(result) {
      running.delete(result.name);
      if (isSaid(result)) progress.print(smokeLine(result));
      if (running.size === 0) progress.stop();
      else progress.update([...running].join(', '));
    },
  });
  const { instance, topology } = cluster;
  const run: SmokeRun = { instance, topology, results, durationMs: performance.now() - startedAt };
  if (!json) console.log(`\n${smokeReport(run, process.stdout.columns)}`);
  return run;
}
