/** `klab change`: changes a running cluster while clients work on it, and judges what it cost. */
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import {
  assertNoneOpen,
  finishChange,
  makeChange,
  type ChangeOutcome,
  type ChangeRun,
} from '../src/app/change/change.ts';
import { prepareChange, redefinitionOf, type PreparedChange } from '../src/app/change/prepare.ts';
import { prepareMigration } from '../src/app/change/prepare-migration.ts';
import { prepareUpgradeAfter } from '../src/app/change/prepare-upgrade.ts';
import { prepareVersion } from '../src/app/change/prepare-version.ts';
import { prepareDynamicQuorum } from '../src/app/change/prepare-dynamic-quorum.ts';
import { prepareQuorum, type QuorumRequest } from '../src/app/change/prepare-quorum.ts';
import { prepareSize } from '../src/app/change/prepare-size.ts';
import { instanceNamed } from '../src/app/find/cluster.ts';
import { findOptions, type WhereOptions } from '../src/app/find/where.ts';
import { reportsDir, writeDrillReport } from '../src/app/report-folder.ts';
import { withCluster } from '../src/app/with-cluster.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { assertCanReport } from '../src/app/drill.ts';
import { bytesPerMebibyte, usualThrottle } from '../src/change/size-steps.ts';
import { parseLimit, type Limit } from '../src/drills/plan/limits.ts';
import { exitCodes, UsageError } from '../src/index.ts';
import { maxNodesPerKind } from '../src/kafka/ports.ts';
import { changeReport, standReport } from '../src/report/text/diff/change-report.ts';
import { drillJson, drillReport } from '../src/report/text/drill-report.ts';
import { terminalCaller } from './support/caller.ts';
import { drillOptionsOf, withTrafficOptions, type TrafficVerbOptions } from './support/drill-options.ts';
import { drillDisplay } from './support/live-drill.ts';
import { withWhere } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface ChangeVerbOptions extends CommonOptions, WhereOptions, ConfigOptions, TrafficVerbOptions {
  readonly on?: string;
  readonly settings?: readonly string[];
  readonly brokers?: number;
  readonly throttle: number;
  readonly kafka?: string;
  readonly metadata?: 'kraft';
  readonly quorum?: 'dynamic';
  readonly addController?: boolean;
  readonly removeController?: string;
  readonly replaceController?: string;
  readonly raise: boolean;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly back?: boolean;
  readonly out: string;
  readonly expect: readonly Limit[];
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'change',
    'Change a running cluster while clients work on it, and judge what it cost.',
    'klab change multi-broker --settings min.insync.replicas=1 num.io.threads=4 --dry-run',
  )
    .argument('<topology>', 'a running instance, by topology or by instance id')
    .option('--on <runtime>', 'the runtime it is on')
    .option('--settings <name=value...>', 'settings of all brokers and controllers, by their upstream names')
    .option(
      '--brokers <n>',
      'so many brokers: further ones get their share of partitions, and the last ones are rid of theirs and go',
      wholeNumber('--brokers', 1, maxNodesPerKind),
    )
    .option(
      '--throttle <mib>',
      'MiB per second that each broker gives, and takes, of partitions that are moved',
      wholeNumber('--throttle', 1, 10_000),
      usualThrottle,
    )
    .option(
      '--kafka <version>',
      'another Kafka version: every node in turn, then the feature levels of that version; with --metadata after the move',
    )
    .addOption(
      new Option(
        '--metadata <mode>',
        "move the metadata out of ZooKeeper: a quorum comes, gets everything, and ZooKeeper's servers go",
      ).choices(['kraft']),
    )
    .option('--no-raise', 'leave the feature levels as they are, so that the way back stays open')
    .addOption(
      new Option(
        '--quorum <kind>',
        'a quorum of fixed voters made one whose voters can be changed, from Kafka 4.1 on; Kafka knows no way back',
      ).choices(['dynamic']),
    )
    .option('--add-controller', 'one voter more of a dynamic quorum')
    .option('--remove-controller <node>', 'one voter less of a dynamic quorum: this one')
    .option('--replace-controller <node>', 'a new voter of a dynamic quorum in the place of this one')
    .option('--dry-run', 'show what it means and the steps, and change nothing')
    .option('--resume', 'go on with a change that was interrupted, or has failed half-way')
    .option('--back', 'take back what is done of a change that is not at its end')
    .addOption(
      new Option(
        '--expect <limit>',
        'a limit that fails the change, such as max-unavailable=3s; may be given again',
      )
        .argParser((text, limits: readonly Limit[]) => [...limits, parseLimit(text)])
        .default([], 'what the settings promise'),
    )
    .option('--out <dir>', 'where the folder with the report goes', reportsDir)
    .option('--json', 'print JSON')
    .action(change);
  return withWhere(withTrafficOptions(declared));
}

async function change(name: string, options: ChangeVerbOptions): Promise<void> {
  settingsIn(options.settings ?? []);
  assertOneThing(options);
  const { on, json, dryRun = false } = options;
  if (!dryRun) await assertCanReport(options);
  const topologies = await topologiesToFind(options);
  const where = findOptions(options);
  // What cannot be changed at all is told before anything else of it.
  redefinitionOf(await instanceNamed(name, topologies, { on, ...where }));
  const progress = terminalProgress(json);
  const caller = terminalCaller(topologies, progress);
  const asked = { on, where, ...(!dryRun && { breaking: 'change' }) };
  const run: ChangeRun = {
    options: { ...drillOptionsOf(options), limits: options.expect },
    display: drillDisplay,
  };
  try {
    await withCluster(name, asked, caller, async (cluster) => {
      const { id } = cluster.instance;
      if (options.resume || options.back) {
        await tell(id, await finishChange(cluster, options.back ? 'back' : 'on', run, caller), options);
        return;
      }
      await assertNoneOpen(id);
      progress.step('asking Kafka what it would take');
      const prepared = await prepare(cluster, options, caller.signal);
      progress.stop();
      const { steps, comparison } = prepared;
      if (steps.length === 0) return nothingToDo(cluster, json);
      if (dryRun && json) printJson({ kind: 'change', instance: id, comparison, steps });
      if (!json) console.log(changeReport(prepared));
      if (!dryRun) await tell(id, await makeChange(cluster, prepared, run, caller), options);
    });
  } finally {
    progress.stop();
  }
}

async function prepare(
  cluster: RunningCluster,
  options: ChangeVerbOptions,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { settings = [], brokers, throttle, kafka, raise, metadata } = options;
  const version = kafka === undefined ? undefined : { version: kafka, raises: raise };
  if (metadata !== undefined) {
    const moved = await prepareMigration(cluster, signal);
    return version === undefined ? moved : await prepareUpgradeAfter(moved, cluster, version, signal);
  }
  if (options.quorum !== undefined) return await prepareDynamicQuorum(cluster, signal);
  const quorum = quorumRequestIn(options);
  if (quorum !== undefined) return await prepareQuorum(cluster, quorum, signal);
  if (version !== undefined) return await prepareVersion(cluster, version, signal);
  if (brokers === undefined) return await prepareChange(cluster, settingsIn(settings), signal);
  return await prepareSize(cluster, { brokers, bytesPerSecond: throttle * bytesPerMebibyte }, signal);
}

function quorumRequestIn(options: ChangeVerbOptions): QuorumRequest | undefined {
  const { addController, removeController, replaceController } = options;
  if (removeController !== undefined) return { act: 'remove', controller: removeController };
  if (replaceController !== undefined) return { act: 'replace', controller: replaceController };
  return addController === true ? { act: 'add' } : undefined;
}

async function tell(
  id: string,
  { result, journal, isDone, stepsMs, wayBack }: ChangeOutcome,
  { json, out }: ChangeVerbOptions,
): Promise<void> {
  const { direction, steps, done, leaves } = journal;
  const measured = {
    ...(stepsMs !== undefined && { stepsMs }),
    ...(wayBack !== undefined && { wayBack }),
    ...(leaves !== undefined && { leaves }),
  };
  if (result !== undefined && !json) console.log(`\n${drillReport(result)}`);
  if (result !== undefined)
    console.error(`${pc.dim('report')} ${(await writeDrillReport(out, result)).page}`);
  if (json) {
    const stand = { direction, steps, done, complete: isDone };
    const drill = result && { drill: drillJson(result) };
    printJson({ kind: 'change', instance: id, ...stand, ...measured, ...drill });
  } else console.log(`\n${standReport({ id, direction, steps, done, isDone, ...measured })}`);
  const passed = isDone && (result?.verdict.passed ?? true);
  process.exitCode = passed ? exitCodes.fine : exitCodes.failed;
  if (result?.interrupted === true) process.exitCode = exitCodes.interrupted;
}

function nothingToDo({ instance: { id } }: RunningCluster, json: boolean | undefined): void {
  if (json) printJson({ kind: 'change', instance: id, steps: [] });
  else console.log(`${id} is so already; nothing is changed`);
}

/** @throws UsageError where nothing, or more than one thing, is asked for */
function assertOneThing(options: ChangeVerbOptions): void {
  const { settings, brokers, kafka, metadata, raise, resume, back, dryRun } = options;
  const asked = [
    ...(settings === undefined ? [] : ['--settings']),
    ...(brokers === undefined ? [] : ['--brokers']),
    // A version may follow a move of metadata.
    ...(kafka === undefined || metadata !== undefined ? [] : ['--kafka']),
    ...(metadata === undefined ? [] : ['--metadata']),
    ...(options.quorum === undefined ? [] : ['--quorum']),
    ...(options.addController ? ['--add-controller'] : []),
    ...(options.removeController === undefined ? [] : ['--remove-controller']),
    ...(options.replaceController === undefined ? [] : ['--replace-controller']),
    ...(resume ? ['--resume'] : []),
    ...(back ? ['--back'] : []),
  ];
  const [first, second] = asked;
  if (first === undefined)
    throw new UsageError(
      'say what to change: --settings NAME=VALUE, --brokers N, --kafka VERSION, --metadata kraft, --quorum dynamic, --add-controller, --remove-controller NODE or --replace-controller NODE; or --resume, or --back',
    );
  if (!raise && kafka === undefined) throw new UsageError('--no-raise goes with --kafka VERSION; drop it');
  if (second !== undefined) throw new UsageError(`${first} and ${second} exclude each other; keep one`);
  if (dryRun && (resume || back)) throw new UsageError(`--dry-run shows a new change; drop it, or ${first}`);
}

/** @throws UsageError for what is no setting with its value, and for one that is there twice */
function settingsIn(texts: readonly string[]): Readonly<Record<string, string>> {
  const settings = new Map<string, string>();
  for (const text of texts) {
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--settings "${text}" is not possible; use NAME=VALUE, such as num.io.threads=4`);
    if (settings.has(name)) throw new UsageError(`--settings has ${name} twice; keep one of them`);
    settings.set(name, value);
  }
  return Object.fromEntries(settings);
}
