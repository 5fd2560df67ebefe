/** `klab drill`: breaks a running cluster under load and judges what it cost. */
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import { drills } from '../src/drills/index.ts';
import { parseLimit } from '../src/drills/plan/limits.ts';
import { type Limit } from '../src/drills/plan/limits.ts';
import type { DrillPlan } from '../src/drills/plan/plan.ts';
import { runDrill, type DrillOptions, type DrillResult } from '../src/drills/run/run-drill.ts';
import { summarizeRuns } from '../src/drills/compare/runs.ts';
import { assertCanWrite, assertCanWriteInto, writeWhole } from '../src/files.ts';
import { exitCodes, messageOf } from '../src/index.ts';
import type { ResolvedTopology } from '../src/kafka/node.ts';
import { catalogueOf, catalogueReport } from '../src/report/text/catalogue-report.ts';
import { drillJson, drillReport } from '../src/report/text/drill-report.ts';
import { junitXml } from '../src/report/text/junit.ts';
import { reportsDir, writeDrillReport } from '../src/report/report-folder.ts';
import { runsReport } from '../src/report/text/runs-report.ts';
import { listInstances } from '../src/runtimes/instances.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { createTopology, topologyNames } from '../topologies/index.ts';
import { instanceNamed, type ClusterOptions } from './support/cluster.ts';
import { drillOptionsOf, withTrafficOptions, type TrafficVerbOptions } from './support/drill-options.ts';
import { withIsolatable, type IsolatableOption } from './support/isolatable-option.ts';
import { drillDisplay } from './support/live-drill.ts';
import { loadPlan } from './support/load-plan.ts';
import { withPlaceOptions, type PlaceOptions } from './support/place-options.ts';
import { withPortOffset, type PortOffsetOption } from './support/port-offset-option.ts';
import { terminalProgress } from './support/progress.ts';
import { interrupted } from './support/interruption.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';
import { findOptions, withNamespace, withYes, type WhereOptions } from './support/where.ts';
import { withServices, type WithServicesOption } from './support/with-services.ts';
import { withCluster } from './support/with-cluster.ts';

interface DrillVerbOptions
  extends
    CommonOptions,
    PlaceOptions,
    WhereOptions,
    TrafficVerbOptions,
    IsolatableOption,
    PortOffsetOption,
    WithServicesOption {
  readonly runs: number;
  readonly out: string;
  readonly expect: readonly Limit[];
  readonly junit?: string;
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
      withPlaceOptions(withServices(withIsolatable(withPortOffset(withTrafficOptions(declared))))),
    ),
    'break',
  );
}

async function drill(name: string, drillName: string | undefined, options: DrillVerbOptions): Promise<void> {
  if (drillName === undefined) return listDrills(name, options);
  const plan = await loadPlan(drillName);
  // Nobody breaks a cluster for a report that cannot be kept.
  await assertCanWriteInto(options.out);
  if (options.junit !== undefined) await assertCanWrite(options.junit);
  const { up, on, json, isolatable, portOffset } = options;
  const progress = terminalProgress(json);
  try {
    await withCluster(
      name,
      {
        up,
        on,
        isolatable,
        portOffset,
        added: options,
        progress,
        where: options,
        breaking: 'drill',
      },
      async (cluster) => {
        await drillOn(cluster, plan, options);
      },
    );
  } finally {
    progress.stop();
  }
}

/** An instance may differ from the topology of its name, and have another name; without one it must be a ready-made one. */
async function listDrills(name: string, { json, on, ...options }: DrillVerbOptions): Promise<void> {
  const where = { on, ...findOptions(options) };
  const stored = (await listInstances()).some(({ id, topology }) => id === name || topology.name === name);
  // An engine is asked only for what the lab knows nothing of.
  const isReadyMade = !stored && topologyNames.includes(name);
  const topology = isReadyMade ? createTopology(name).resolve() : await topologyOf(name, where);
  const entries = catalogueOf(drills, topology);
  if (json) printJson({ topology: name, drills: entries });
  else console.log(catalogueReport(entries));
}

/** What is stored may have gone since. */
async function topologyOf(name: string, where: ClusterOptions): Promise<ResolvedTopology> {
  try {
    return (await instanceNamed(name, where)).topology;
  } catch (error) {
    if (!topologyNames.includes(name)) throw error;
    return createTopology(name).resolve();
  }
}

async function drillOn(cluster: RunningCluster, plan: DrillPlan, options: DrillVerbOptions): Promise<void> {
  const { runs, json } = options;
  const results: DrillResult[] = [];
  let wasKept = true;
  /** What a drill cost is told all the same where a disk has filled up meanwhile. */
  const kept = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      wasKept = false;
      console.error(`${pc.red('error:')} ${messageOf(error)}`);
    }
  };
  for (let run = 1; run <= runs && !interrupted.aborted; run += 1) {
    if (runs > 1 && !json) console.error(pc.bold(`run ${run} of ${runs}`));
    const drillOptions = { ...drillOptionsOf(options), limits: options.expect };
    const result = await breakAndJudge(cluster, plan, drillOptions, json);
    results.push(result);
    await kept(async () => {
      const { page } = await writeDrillReport(options.out, result);
      console.error(`${pc.dim('report')} ${page}`);
    });
  }
  const { junit } = options;
  if (junit !== undefined) await kept(() => writeWhole(junit, junitXml(results)));
  const summary = summarizeRuns(results);
  if (json) printJson(runs === 1 ? drillJson(results[0]!) : { runs: results.map(drillJson), summary });
  else if (runs > 1) console.log(`\n${runsReport(summary)}`);
  const passed = wasKept && results.every(({ verdict }) => verdict.passed);
  process.exitCode = passed ? exitCodes.fine : exitCodes.failed;
  if (results.some((result) => result.interrupted === true)) process.exitCode = exitCodes.interrupted;
}

/** Runs a drill on a cluster, showing what happens as it happens, and prints the verdict. */
export async function breakAndJudge(
  cluster: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions = {},
  json = false,
): Promise<DrillResult> {
  const display = drillDisplay(cluster.topology, `${plan.name} on ${cluster.instance.id}`);
  try {
    const onEvent = display.onEvent.bind(display);
    const result = await runDrill(cluster, plan, options, { signal: interrupted, onEvent });
    display.stop();
    if (!json) console.log(`\n${drillReport(result)}`);
    return result;
  } finally {
    display.stop();
  }
}
