/** `klab matrix`: the same drills on several topologies and session timeouts, side by side in one table. */
import { cpus, release, totalmem, type } from 'node:os';
import type { Command } from 'commander';
import pc from 'picocolors';
import { quote } from 'zx/core';
import { prepareMatrix } from '../src/app/matrix.ts';
import type { PlaceOptions } from '../src/app/place.ts';
import { writeDrillReport } from '../src/app/report-folder.ts';
import { hasFailed, type MatrixSetup } from '../src/drills/compare/matrix.ts';
import type { DrillResult } from '../src/drills/run/run-drill.ts';
import { assertCanWrite, assertCanWriteInto, writeWhole } from '../src/files.ts';
import { exitCodes, InterruptedError, UsageError } from '../src/index.ts';
import { maxPortOffset } from '../src/kafka/ports.ts';
import { packageVersion } from '../src/package-root.ts';
import { matrixPage, type MatrixOccasion } from '../src/report/text/matrix-page.ts';
import { matrixJson, matrixReport } from '../src/report/text/matrix-report.ts';
import { terminalCaller } from './support/caller.ts';
import { drillDisplay } from './support/live-drill.ts';
import { withIsolatable, withPlaceOptions } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { sessionTimeout } from './support/session-timeout.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

/** The topology's own session timeout. */
const ownSession = 'default';

interface MatrixOptions extends CommonOptions, PlaceOptions {
  readonly topologies: readonly string[];
  readonly drills: readonly string[];
  readonly sessions: readonly string[];
  readonly runs: number;
  readonly on?: string;
  readonly portOffset: number;
  readonly secure?: boolean;
  readonly isolatable?: boolean;
  readonly rate: number;
  readonly out?: string;
  readonly markdown?: string;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'matrix',
    'Run the same drills on several topologies and session timeouts, and compare what they cost.',
    'klab matrix --runs 3 --markdown failover.md',
  )
    .option('--topologies <names>', 'with commas between', list('--topologies'), [
      'multi-broker',
      'multi-broker-isolated',
      'multi-zookeeper',
    ])
    .option('--drills <names>', 'with commas between', list('--drills'), [
      'kill-leader',
      'stop-leader',
      'pause-leader',
    ])
    .option(
      '--sessions <times>',
      "session timeouts, with commas between; default is the topology's own",
      list('--sessions'),
      [ownSession, '3s'],
    )
    .option('--secure', 'each topology also secured, as by klab up --secure, beside itself')
    .option('--runs <n>', 'runs of each drill', wholeNumber('--runs', 1, 100), 1)
    .option('--on <runtime>', 'the runtime to bring the topologies up on')
    .option(
      '--port-offset <n>',
      'add to every port, to leave other instances alone',
      wholeNumber('--port-offset', 0, maxPortOffset),
      0,
    )
    .option('--rate <n>', 'records per second and partition', wholeNumber('--rate', 1, 500), 100)
    .option('--out <dir>', 'write what each drill recorded into this folder')
    .option('--markdown <file>', 'write the comparison as a page')
    .option('--json', 'print JSON')
    .action(matrix);
  return withPlaceOptions(withIsolatable(declared));
}

async function matrix(options: MatrixOptions): Promise<void> {
  const { topologies, drills, runs, rate, on, portOffset, secure, isolatable, out, markdown, json } = options;
  // All of it is known to be possible before the first cluster is started.
  if (out !== undefined) await assertCanWriteInto(out);
  if (markdown !== undefined) await assertCanWrite(markdown);
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
    },
    terminalCaller(progress),
  );
  const { setups, runtime, reason } = prepared;
  const occasion: MatrixOccasion = {
    command: `klab ${process.argv.slice(2).map(shellWord).join(' ')}`,
    klabVersion: packageVersion(),
    startedAt: new Date().toISOString(),
    runtime: runtime.name,
    machine: machineLine(),
    runs,
    recordsPerSecond: rate,
  };
  console.error(`${setups.length * drills.length * runs} drills on ${runtime.name} (${reason})`);
  try {
    const result = await prepared.run({
      display: drillDisplay,
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
    if (markdown !== undefined) await writeWhole(markdown, matrixPage(result, occasion));
    if (result.interrupted) throw new InterruptedError();
    process.exitCode = result.cells.some(hasFailed) ? exitCodes.failed : exitCodes.fine;
  } finally {
    progress.stop();
  }
}

/** This machine in one line, for numbers that mean little without it. */
function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  const system = `${type()} ${release().split('-')[0]}`;
  return `${cpus().length} cores (${model}), ${memoryGb} GB, ${system}, Node.js ${process.versions.node}`;
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

/** As a person would type it: quoted only where a shell would read something else. */
function shellWord(text: string): string {
  return /^[\w,./:=-]+$/.test(text) ? text : quote(text);
}
