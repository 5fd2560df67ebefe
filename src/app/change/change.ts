/** Changes a running cluster while clients work on it: a drill whose steps are the change, with a journal of where it stands. */
import { dirname, join } from 'node:path';
import { activeControllers } from '../../client/nodes/roll-order.ts';
import { bringBack, leftBehind } from '../../client/nodes/bring-back.ts';
import { changePlan } from '../../change/plan.ts';
import { votersMoveIn } from '../../change/quorum-steps.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillOptions, DrillResult } from '../../drills/run/run-drill.ts';
import { LabError, RuntimeError, UsageError } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { writeFiles } from '../../render/render.ts';
import { instanceDir, lockInstance, saveInstance } from '../../runtimes/instances.ts';
import { counted } from '../../words.ts';
import type { Caller } from '../caller.ts';
import { displayedDrill, type DisplayDrill } from '../drill.ts';
import { silenceOf } from '../node.ts';
import { JournalActs } from './acts.ts';
import { asMembers, everyNode, wholeOf } from './members.ts';
import { openChange, readJournal, removeJournal, writeJournal, type ChangeJournal } from './journal.ts';
import { filesOf, redefinitionOf, type PreparedChange } from './prepare.ts';
import { assertWayBack, turned, wayBackFrom, type WayBack } from './way-back.ts';

/** How traffic is made, and who is shown what happens. */
export interface ChangeRun {
  readonly options: DrillOptions;
  readonly display: DisplayDrill;
}

/** What became of a change. */
export interface ChangeOutcome {
  /** What was measured; undefined where every step had been done before, and only the end was noted. */
  readonly result?: DrillResult;
  readonly journal: ChangeJournal;
  /** Whether all steps are done, and the instance is what it was to become. */
  readonly isDone: boolean;
  /** From the beginning of this run's first step to the end of its last one, in milliseconds; undefined where it had no step left, or did not finish one. */
  readonly stepsMs?: number;
  /** Whether the version of before can be had again. @default the change was no upgrade, or is not done */
  readonly wayBack?: WayBack;
}

/** How long a node that does not run may take to start, in milliseconds. */
const startTimeoutMs = 120_000;

/** How long a node that was told to end may run on, in milliseconds. */
const settleMs = 10_000;

/** @throws LabError `node-state` where a change of it is open: another would not know what it begins with */
export async function assertNoneOpen(id: string): Promise<void> {
  const open = await openChange(id);
  if (open === undefined) return;
  const { done, total, direction } = open;
  const stands = `${done} of ${counted(total, 'step')} ${done === 1 && total === 1 ? 'is' : 'are'} done`;
  throw new LabError(
    'node-state',
    direction === 'there'
      ? `a change of ${id} is open (${stands}); go on with it: klab change ${id} --resume, or go back: klab change ${id} --back`
      : `a change of ${id} is being taken back (${stands}); go on: klab change ${id} --resume`,
  );
}

/** Makes a change that was looked at. */
export async function makeChange(
  cluster: RunningCluster,
  { from, to, steps, migration }: PreparedChange,
  run: ChangeRun,
  caller: Caller,
): Promise<ChangeOutcome> {
  const { id } = cluster.instance;
  return await locked(id, caller, async () => {
    await assertNoneOpen(id);
    const nodes = everyNode(from, to);
    if (migration !== undefined) await obtain(cluster.instance, migration.kraft, caller);
    await obtain(cluster.instance, { ...to.topology, nodes }, caller);
    const start = { schemaVersion: 1, direction: 'there', done: 0, begun: false } as const;
    const journal = { ...start, from, to, nodes, steps, ...(migration && { migration }) };
    return await carryOn(cluster, journal, run, caller);
  });
}

/** What cannot be had is said before anything is changed. */
async function obtain(
  instance: Instance,
  topology: ResolvedTopology,
  { progress, signal }: Caller,
): Promise<void> {
  const redefinition = redefinitionOf(instance);
  if (redefinition.obtain === undefined) return;
  const becomes = { ...instance, topology };
  await redefinition.obtain(becomes, await filesOf(becomes, topology), { progress, signal });
}

/**
 * Goes on with a change that is open, or goes back from it.
 * @throws UsageError where none is open
 */
export async function finishChange(
  cluster: RunningCluster,
  direction: 'on' | 'back',
  run: ChangeRun,
  caller: Caller,
): Promise<ChangeOutcome> {
  const { instance, topology } = cluster;
  const { id } = instance;
  return await locked(id, caller, async () => {
    const open = await readJournal(id);
    if (open === undefined) throw new UsageError(`no change of ${id} is open`);
    const turns = direction === 'back' && open.direction === 'there';
    if (turns) await assertWayBack(cluster, open);
    // Who leads says only which node restarts last: one that nobody can tell is no reason to stay half-way.
    const leaders = turns ? await activeControllers(topology, cluster).catch(() => []) : [];
    const journal = turns ? turned(open, leaders) : open;
    return await carryOn(cluster, journal, run, caller, toldToEnd(open));
  });
}

/** The node that was about to restart when the change ended, however it did: it may be on its way down. */
function toldToEnd({ steps, done, begun }: ChangeJournal): string | undefined {
  const step = begun ? steps[done] : undefined;
  const kinds = ['restart', 'reform', 'leave', 'vote-out'] as const;
  return step !== undefined && 'nodeId' in step && kinds.some((kind) => kind === step.kind)
    ? step.nodeId
    : undefined;
}

async function locked<T>(id: string, { progress, signal }: Caller, work: () => Promise<T>): Promise<T> {
  const release = await lockInstance(id, { progress, signal });
  try {
    return await work();
  } finally {
    await release();
  }
}

async function carryOn(
  given: RunningCluster,
  journal: ChangeJournal,
  { options, display }: ChangeRun,
  caller: Caller,
  unsettled?: string,
): Promise<ChangeOutcome> {
  const { progress, signal } = caller;
  const { id } = given.instance;
  await writeJournal(id, journal);
  const noted = new JournalActs(id, journal, signal);
  const cluster = await redefined(given, journal, () => noted.journal);
  if (journal.done < journal.steps.length) {
    await startWhatIsDown(cluster, caller, unsettled);
    progress.stop();
    const plan = changePlan(journal.steps, noted, journal.done);
    const result = await displayedDrill(cluster, plan, options, display, signal);
    const isDone = noted.journal.done === journal.steps.length;
    const { stepsMs } = noted;
    const outcome = { result, journal: noted.journal, isDone, ...(stepsMs !== undefined && { stepsMs }) };
    return isDone ? { ...outcome, ...(await concluded(cluster, noted.journal)) } : outcome;
  }
  return { journal, isDone: true, ...(await concluded(cluster, journal)) };
}

/** Notes the end. @returns what there is to say of it */
async function concluded(
  cluster: RunningCluster,
  journal: ChangeJournal,
): Promise<Pick<ChangeOutcome, 'wayBack'>> {
  await conclude(cluster, journal);
  const wayBack = await wayBackFrom(cluster, journal);
  return wayBack === undefined ? {} : { wayBack };
}

/** From now on a node that starts, whoever starts it, has the definition that the change leads to. */
async function redefined(
  cluster: RunningCluster,
  journal: ChangeJournal,
  stand: () => ChangeJournal,
): Promise<RunningCluster> {
  const redefinition = redefinitionOf(cluster.instance);
  const instance = await withFiles(cluster.instance, wholeOf(journal));
  // What a node starts with may be another from step to step.
  const isFixed = journal.migration === undefined && !journal.steps.some(votersMoveIn);
  const instanceNow = async (): Promise<Instance> =>
    isFixed ? instance : await withFiles(instance, wholeOf(stand()));
  return await asMembers(cluster, journal, { instance, redefinition, stand, instanceNow });
}

async function withFiles(instance: Instance, topology: ResolvedTopology): Promise<Instance> {
  const files = await filesOf(instance, topology);
  const own = join(instanceDir(instance.id), 'files');
  await writeFiles(own, files);
  return { ...instance, topology, filesDir: join(own, dirname(files[0]?.path ?? '.')) };
}

/** The instance is what it was to become: whoever looks at it finds no difference. */
async function conclude({ instance }: RunningCluster, { to }: ChangeJournal): Promise<void> {
  const {
    changed: _,
    resizedTo: __,
    upgradedTo: ___,
    migrated: ____,
    controllers: _____,
    madeDynamic: ______,
    ...rest
  } = await withFiles(instance, to.topology);
  const settled = { ...rest, ...to };
  await saveInstance(settled);
  await redefinitionOf(settled).settle?.(settled);
  await removeJournal(instance.id);
}

/** A change that was killed, or that failed, may have left a node down. @throws RuntimeError where one does not come back */
async function startWhatIsDown(
  cluster: RunningCluster,
  { progress }: Caller,
  unsettled: string | undefined,
): Promise<void> {
  const down = (await cluster.status())
    .filter(({ id, state }) => state !== 'running' || id === unsettled)
    .map(({ id }) => id);
  if (down.length === 0) return;
  progress.step(`starting ${down.join(', ')} where it does not run`);
  const nodes = down.map((id) => ({ id, unsettled: id === unsettled }));
  const left = await bringBack(cluster, nodes, { timeoutMs: startTimeoutMs, settleMs });
  if (left.length > 0) throw leftBehind(cluster, left);
  const silent = await silenceOf(cluster, down, (reason) => progress.update(reason));
  if (silent === undefined) return;
  throw new RuntimeError('not-ready', `${down.join(', ')} was started and does not answer: ${silent}`);
}
