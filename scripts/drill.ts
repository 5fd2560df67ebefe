/** `klab drill`: breaks a running cluster under load and judges what it cost. */
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { assertCanReport, displayedDrill, drillRepeatedly, drillsFor } from '../src/app/drill.ts';
import { findOptions } from '../src/app/find/where.ts';
import { loadPlan } from '../src/app/load-plan.ts';
import { reportsDir } from '../src/app/report-folder.ts';
import { withCluster } from '../src/app/with-cluster.ts';
import { summarizeRuns } from '../src/drills/compare/runs.ts';
import { drills } from '../src/drills/index.ts';
import { parseLimit, type Limit } from '../src/drills/plan/limits.ts';
import type { DrillPlan } from '../src/drills/plan/plan.ts';
import type { DrillResult } from '../src/drills/run/run-drill.ts';
import { exitCodes, messageOf } from '../src/index.ts';
import { catalogueReport } from '../src/report/text/catalogue-report.ts';
import { drillJson, drillReport } from '../src/report/text/drill-report.ts';
import { runsReport } from '../src/report/text/runs-report.ts';
import { verbCaller } from './support/caller.ts';
import {
  clientConfigOption,
  clientRateOption,
  drillOptionsOf,
  withTrafficOptions,
  type TrafficVerbOptions,
} from './support/drill-options.ts';
import { interrupted } from './support/interruption.ts';
import { drillDisplay } from './support/live-drill.ts';
import {
  clusterAsked,
  withIsolatable,
  withNamespace,
  withPlaceOptions,
  withPortOffset,
  withServices,
  withYes,
  type ClusterVerbOptions,
} from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { knownTopologies, providedModules, withConfig } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface DrillVerbOptions extends CommonOptions, ClusterVerbOptions, TrafficVerbOptions {
  readonly runs: number;
  readonly out: string;
  readonly expect: readonly Limit[];
  readonly junit?: string;
  readonly client: readonly string[];
  readonly clientConfig?: string;
  readonly clientRate?: number;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'drill',
    'Break a running cluster under load and judge what it cost.',
    'klab drill multi-broker kill-leader',
  )
    .argument('<topology>', 'a running instance, by topology or by instance id')
    .argument('[drill]', "a drill, or a file with one of your own; the topology's drills are listed without")
    .option('--up', 'bring the topology up for this, and take it down afterwards')
    .option('--on <runtime>', 'the runtime it is on, or with --up is to be on')
    .option('--runs <n>', 'repeat it, and show median and spread', wholeNumber('--runs', 1, 100), 1)
    .addOption(
      new Option(
        '--expect <limit>',
        'a limit that fails the drill, such as max-unavailable=3s; may be given again',
      )
        .argParser((text, limits: readonly Limit[]) => [...limits, parseLimit(text)])
        .default([], 'what the settings promise'),
    )
    .addOption(
      new Option(
        '--client <names>',
        'client programs to measure beside the probers (klab clients), NAME@FILE with settings of its own, or ./programs of your own; with commas, or again',
      )
        .argParser((text, names: readonly string[]) => [...names, ...text.split(',').filter(Boolean)])
        .default([], 'none'),
    )
    .addOption(clientConfigOption())
    .addOption(clientRateOption())
    .option('--junit <file>', 'write the findings as JUnit XML')
    .option('--out <dir>', 'where the folder with the report goes', reportsDir)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nDrills:\n${drills.map(({ name, summary }) => `  ${name.padEnd(24)}${summary}`).join('\n')}`,
    )
    .action(drill);
  return withYes(
    withNamespace(
      withPlaceOptions(
        withServices(withIsolatable(withPortOffset(withTrafficOptions(withConfig(declared))))),
      ),
    ),
    'break',
  );
}

async function drill(name: string, drillName: string | undefined, options: DrillVerbOptions): Promise<void> {
  if (drillName === undefined) return listDrills(name, options);
  const plan = await loadPlan(drillName, providedModules);
  await assertCanReport(options);
  const progress = terminalProgress(options.json);
  try {
    const asked = { ...clusterAsked(options), breaking: 'drill' };
    await withCluster(name, asked, await verbCaller(options, progress), (cluster) =>
      drillOn(cluster, plan, options),
    );
  } finally {
    progress.stop();
  }
}

async function listDrills(name: string, { json, on, ...options }: DrillVerbOptions): Promise<void> {
  const entries = await drillsFor(name, { on, ...findOptions(options) }, await knownTopologies(options));
  if (json) printJson({ topology: name, drills: entries });
  else console.log(catalogueReport(entries));
}

async function drillOn(cluster: RunningCluster, plan: DrillPlan, options: DrillVerbOptions): Promise<void> {
  const { runs, json, out, junit, client, clientConfig, clientRate } = options;
  const asked = {
    plan,
    options: { ...drillOptionsOf(options), limits: options.expect },
    ...(client.length > 0 && {
      clients: { asked: client, configFile: clientConfig, recordsPerSecond: clientRate },
    }),
    runs,
    out,
    junit,
  };
  const tellers = {
    display: drillDisplay,
    onRun(run: number) {
      if (runs > 1 && !json) console.error(pc.bold(`run ${run} of ${runs}`));
    },
    onResult(result: DrillResult) {
      if (!json) console.log(`\n${drillReport(result)}`);
    },
    onReport: (page: string) => console.error(`${pc.dim('report')} ${page}`),
    onUnwritten: (error: unknown) => console.error(`${pc.red('error:')} ${messageOf(error)}`),
  };
  const { results, areKept } = await drillRepeatedly(cluster, asked, tellers, interrupted);
  const summary = summarizeRuns(results);
  if (json) printJson(runs === 1 ? drillJson(results[0]!) : { runs: results.map(drillJson), summary });
  else if (runs > 1) console.log(`\n${runsReport(summary)}`);
  const passed = areKept && results.every(({ verdict }) => verdict.passed);
  process.exitCode = passed ? exitCodes.fine : exitCodes.failed;
  if (results.some((result) => result.interrupted === true)) process.exitCode = exitCodes.interrupted;
}

/** Runs a drill on a cluster, showing what happens as it happens, and prints the verdict. */
export async function breakAndJudge(cluster: RunningCluster, plan: DrillPlan): Promise<DrillResult> {
  const result = await displayedDrill(cluster, plan, {}, drillDisplay, interrupted);
  console.log(`\n${drillReport(result)}`);
  return result;
}
