/** `klab matrix`: the same drills on several topologies and session timeouts, side by side in one table. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { readAsked } from '../src/app/clients/asked.ts';
import { allSettings, settingsText, type ClientSettings } from '../src/app/clients/prepare.ts';
import { keptRuns } from '../src/app/matrix/kept-runs.ts';
import { prepareMatrix } from '../src/app/matrix/matrix.ts';
import type { PlaceOptions } from '../src/app/place.ts';
import { writeDrillReport } from '../src/app/report-folder.ts';
import { hasFailed, type MatrixSetup } from '../src/drills/compare/matrix.ts';
import type { DrillResult } from '../src/drills/run/run-drill.ts';
import { assertCanWrite, assertCanWriteInto, writeWhole } from '../src/files.ts';
import { exitCodes, InterruptedError, UsageError } from '../src/index.ts';
import { maxPortOffset } from '../src/kafka/ports.ts';
import { packageVersion } from '../src/package-root.ts';
import { clientPage } from '../src/report/text/matrix/client-page.ts';
import { matrixPage, type MatrixOccasion } from '../src/report/text/matrix/matrix-page.ts';
import { matrixJson, matrixReport } from '../src/report/text/matrix/matrix-report.ts';
import { againCommand, machineLine } from './support/again.ts';
import { terminalCaller } from './support/caller.ts';
import { drillDisplay } from './support/live-drill.ts';
import { withIsolatable, withPlaceOptions } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { sessionTimeout } from './support/session-timeout.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

/** The topology's own session timeout. */
const ownSession = 'default';

const clusterTopologies = ['multi-broker', 'multi-broker-isolated', 'multi-zookeeper'];
const clusterDrills = ['kill-leader', 'stop-leader', 'pause-leader'];
const clientDrills = [
  ...clusterDrills,
  'isolate-leader',
  'kill-coordinator',
  'kill-member',
  'rolling-restart',
  'power-cut',
];
const usualClients = ['kafkajs', 'java'];

interface MatrixOptions extends CommonOptions, PlaceOptions, ConfigOptions {
  readonly topologies?: readonly string[];
  readonly drills?: readonly string[];
  readonly sessions: readonly string[];
  readonly runs: number;
  readonly on?: string;
  readonly portOffset: number;
  readonly secure?: boolean;
  readonly isolatable?: boolean;
  readonly rate: number;
  readonly out?: string;
  readonly markdown?: string;
  readonly clients?: string | true;
  readonly clientConfig?: string;
  readonly keep?: string;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'matrix',
    'Run the same drills on several topologies and session timeouts, and compare what they cost.',
    'klab matrix --runs 3 --markdown failover.md',
  )
    .option(
      '--topologies <names>',
      `with commas between (default: ${clusterTopologies.join(',')}; with --clients multi-broker)`,
      list('--topologies'),
    )
    .option(
      '--clients [names]',
      `compare client programs (klab clients), all in the same drill; NAME@FILE is one with settings of its own (default names: ${usualClients.join(',')})`,
    )
    .option('--client-config <file>', "their settings, as Kafka's own clients take them (default: their own)")
    .option(
      '--drills <names>',
      `with commas between (default: ${clusterDrills.join(',')}; with --clients ${clientDrills.join(',')})`,
      list('--drills'),
    )
    .option(
      '--sessions <times>',
      "session timeouts, with commas between; default is the topology's own",
      list('--sessions'),
      [ownSession, '3s'],
    )
    .option('--secure', 'each topology also secured, as by klab up --secure, beside itself')
    .option('--runs <n>', 'runs of each drill', wholeNumber('--runs', 1, 100), 5)
    .option('--on <runtime>', 'the runtime to bring the topologies up on')
    .option(
      '--port-offset <n>',
      'add to every port, to leave other instances alone',
      wholeNumber('--port-offset', 0, maxPortOffset),
      0,
    )
    .option('--rate <n>', 'records per second and partition', wholeNumber('--rate', 1, 500), 100)
    .option('--out <dir>', 'write what each drill recorded into this folder')
    .option('--keep <file>', "keep each run's numbers; given again, what is in it is not measured again")
    .option('--markdown <file>', 'write the comparison as a page')
    .option('--json', 'print JSON')
    .action(matrix);
  return withPlaceOptions(withIsolatable(withConfig(declared)));
}

async function matrix(options: MatrixOptions): Promise<void> {
  const { runs, rate, on, portOffset, secure, out, markdown, json } = options;
  const clients = clientsAsked(options);
  const drills = options.drills ?? (clients === undefined ? clusterDrills : clientDrills);
  const topologies = options.topologies ?? (clients === undefined ? clusterTopologies : ['multi-broker']);
  const isolatable = options.isolatable ?? (clients !== undefined && drills.includes('isolate-leader'));
  // All of it is known to be possible before the first cluster is started.
  if (out !== undefined) await assertCanWriteInto(out);
  if (markdown !== undefined) await assertCanWrite(markdown);
  if (options.keep !== undefined) await assertCanWrite(options.keep);
  const progress = terminalProgress();
  const parse = sessionTimeout('--sessions');
  const sessionTimeoutsMs = options.sessions.map((text) => (text === ownSession ? undefined : parse(text)));
  const drillOptions = { recordsPerSecond: rate };
  const prepared = await prepareMatrix(
    {
      topologies,
      drills,
      sessionTimeoutsMs,
      secure,
      isolatable,
      runs,
      on,
      portOffset,
      where: options,
      drillOptions,
      clients,
    },
    terminalCaller(await knownTopologies(options), progress),
  );
  const { setups, runtime, reason } = prepared;
  const klabVersion = packageVersion();
  const clientSettings = clients?.configFile && (await settingsText(clients.configFile));
  const terms = {
    klabVersion,
    runtime: runtime.name,
    isolatable,
    recordsPerSecond: rate,
    clients: clients?.asked ?? [],
    clientSettings: clients && (await allSettings(clients.asked, clients)),
  };
  const kept = options.keep === undefined ? undefined : await keptRuns(options.keep, terms);
  const occasion: MatrixOccasion = {
    command: againCommand('--keep'),
    klabVersion,
    startedAt: kept?.startedAt ?? new Date().toISOString(),
    runtime: runtime.name,
    machine: machineLine(),
    runs,
    recordsPerSecond: rate,
  };
  const known =
    kept === undefined || kept.count === 0 ? '' : `; ${kept.count} are in ${options.keep} already`;
  console.error(`${setups.length * drills.length * runs} drills on ${runtime.name} (${reason})${known}`);
  try {
    const result = await prepared.run({
      display: drillDisplay,
      ...(kept !== undefined && { kept }),
      onLost: (_setup, drill, run, problem) =>
        console.error(pc.yellow(`! run ${run} of ${drill} has no result, the next one goes on: ${problem}`)),
      onRun: (setup, drill, run) =>
        title(`${labelOf(setup)}: ${drill}${runs === 1 ? '' : `, run ${run} of ${runs}`}`),
      onResult: async (_setup, _run, drilled) => {
        tellVerdict(drilled);
        if (out !== undefined) await writeDrillReport(out, drilled);
      },
      onCell: ({ problem }) => {
        if (problem !== undefined) console.error(pc.yellow(`! ${problem}`));
      },
    });
    progress.stop();
    if (json) printJson(matrixJson(result));
    else console.log(`\n${matrixReport(result)}`);
    if (markdown !== undefined) {
      const named = (clients?.asked ?? []).map(readAsked);
      const defaults = new Map(
        named.flatMap((one) => ('adapter' in one ? [[one.name, one.adapter.usual] as const] : [])),
      );
      const page =
        clients === undefined
          ? matrixPage(result, occasion)
          : clientPage(result, { ...occasion, clientSettings, defaults });
      await writeWhole(markdown, page);
    }
    if (result.interrupted) throw new InterruptedError();
    process.exitCode = result.cells.some(hasFailed) ? exitCodes.failed : exitCodes.fine;
  } finally {
    progress.stop();
  }
}

/** @throws UsageError for settings of clients that are not there */
function clientsAsked({
  clients,
  clientConfig,
}: MatrixOptions): (ClientSettings & { readonly asked: readonly string[] }) | undefined {
  if (clients !== undefined) {
    const asked = clients === true ? usualClients : list('--clients')(clients);
    return { asked, configFile: clientConfig };
  }
  if (clientConfig === undefined) return undefined;
  throw new UsageError('--client-config sets client programs, and there are none; add --clients');
}

function list(option: string): (text: string) => readonly string[] {
  return (text) => {
    const values = text.split(',').map((value) => value.trim());
    const twice = values.find((value, index) => values.indexOf(value) < index);
    if (twice === undefined && !values.includes('')) return values;
    const problem = twice === undefined ? 'an empty name' : `"${twice}" twice`;
    throw new UsageError(`${option} "${text}" has ${problem}; name each once, with commas between`);
  };
}

function labelOf(setup: MatrixSetup): string {
  const { name, security } = setup.topology;
  return `${name}${security === undefined ? '' : ', secured'}, session ${sessionOf(setup)}`;
}

function sessionOf({ topology }: MatrixSetup): string {
  return `${topology.sessionTimeoutMs / 1_000}s`;
}

function title(text: string): void {
  console.error(`\n${pc.bold(text)}`);
}

function tellVerdict({ verdict }: DrillResult): void {
  const open = verdict.findings.filter(({ ok }) => !ok);
  const broken = open.filter(({ unknown = false }) => !unknown);
  const texts = (broken.length > 0 ? broken : open).map(({ text }) => text).join('; ');
  const words = {
    held: pc.green('passed'),
    broken: pc.red(`FAILED: ${texts}`),
    unknown: pc.yellow(`unknown: ${texts}`),
  };
  console.error(words[verdict.outcome]);
}
