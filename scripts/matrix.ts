/** `klab matrix`: the same drills, or upgrades, on several topologies and session timeouts, side by side in one table. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { readAsked } from '../src/app/clients/asked.ts';
import { allSettings, settingsText } from '../src/app/clients/prepare.ts';
import { keptRuns } from '../src/app/matrix/kept-runs.ts';
import { prepareMatrix } from '../src/app/matrix/matrix.ts';
import { writeDrillReport } from '../src/app/report-folder.ts';
import { hasFailed, type MatrixResult, type MatrixSetup } from '../src/drills/compare/matrix.ts';
import { usualSubjectRate } from '../src/drills/subjects/subject.ts';
import type { DrillResult } from '../src/drills/run/run-drill.ts';
import { assertCanWrite, assertCanWriteInto, writeWhole } from '../src/files.ts';
import { exitCodes, InterruptedError } from '../src/index.ts';
import { packageVersion } from '../src/package-root.ts';
import { clientPage } from '../src/report/text/matrix/client-page.ts';
import { isUpgrade, upgradeText } from '../src/report/text/matrix/cell-names.ts';
import { matrixPage, type MatrixOccasion } from '../src/report/text/matrix/matrix-page.ts';
import { matrixJson, matrixReport } from '../src/report/text/matrix/matrix-report.ts';
import { upgradePage } from '../src/report/text/matrix/upgrade-page.ts';
import { againCommand, machineLine } from './support/again.ts';
import { terminalCaller } from './support/caller.ts';
import { drillDisplay } from './support/live-drill.ts';
import {
  matrixAsked,
  withMatrixOptions,
  type MatrixAsked,
  type MatrixOptions,
} from './support/matrix-options.ts';
import { terminalProgress } from './support/progress.ts';
import { knownTopologies } from './support/topologies.ts';
import { printJson, verb } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'matrix',
    'Run the same drills, or upgrades, on several topologies and session timeouts, and compare what they cost.',
    'klab matrix --runs 3 --markdown failover.md',
  );
  return withMatrixOptions(declared).action(matrix);
}

async function matrix(options: MatrixOptions): Promise<void> {
  const { rate, on, portOffset, secure, out, markdown, json } = options;
  const asked = matrixAsked(options);
  const { runs, isolatable, clients } = asked;
  // All of it is known to be possible before the first cluster is started.
  if (out !== undefined) await assertCanWriteInto(out);
  if (markdown !== undefined) await assertCanWrite(markdown);
  if (options.keep !== undefined) await assertCanWrite(options.keep);
  const progress = terminalProgress();
  const drillOptions = { recordsPerSecond: rate };
  const prepared = await prepareMatrix(
    { ...asked, secure, on, portOffset, where: options, drillOptions },
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
    clientRecordsPerSecond: clients?.recordsPerSecond,
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
  console.error(`${howMany(asked, setups)} on ${runtime.name} (${reason})${known}`);
  try {
    const result = await prepared.run({
      display: drillDisplay,
      ...(kept !== undefined && { kept }),
      onLost: (_setup, drill, run, problem) =>
        console.error(pc.yellow(`! run ${run} of ${drill} has no result, the next one goes on: ${problem}`)),
      onRun: (setup, drill, run) =>
        title(`${labelOf(setup)}: ${nameOf(setup, drill)}${runs === 1 ? '' : `, run ${run} of ${runs}`}`),
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
      const page = pageOf(asked, result, { ...occasion, clientSettings });
      await writeWhole(markdown, page);
    }
    if (result.interrupted) throw new InterruptedError();
    process.exitCode = result.cells.some(hasFailed) ? exitCodes.failed : exitCodes.fine;
  } finally {
    progress.stop();
  }
}

function howMany({ upgrades, drills, runs }: MatrixAsked, setups: readonly MatrixSetup[]): string {
  if (upgrades === undefined) return `${setups.length * drills.length * runs} drills`;
  return `${setups.filter(({ obstacle }) => obstacle === undefined).length * runs} upgrades`;
}

function pageOf(
  { clients, upgrades }: MatrixAsked,
  result: MatrixResult,
  occasion: MatrixOccasion & { readonly clientSettings: string | undefined },
): string {
  if (upgrades !== undefined) return upgradePage(result, occasion);
  if (clients === undefined) return matrixPage(result, occasion);
  const named = clients.asked.map(readAsked);
  const defaults = new Map(
    named.flatMap((one) => ('adapter' in one ? [[one.name, one.adapter.usual] as const] : [])),
  );
  const { recordsPerSecond: clientRecordsPerSecond = usualSubjectRate } = clients;
  const areSetApart = named.some((one) => 'adapter' in one && one.configFile !== undefined);
  return clientPage(result, { ...occasion, defaults, clientRecordsPerSecond, areSetApart });
}

/** `kill-leader`, or `upgrade 3.9.2 → 4.4.0`. */
function nameOf(setup: MatrixSetup, drill: string): string {
  return isUpgrade(setup) ? `${drill} ${upgradeText(setup)}` : drill;
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
