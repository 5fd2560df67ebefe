/** Everything that can be known of a change before anything is touched: whether it can be, what it means, and its steps. */
import { activeControllers } from '../../client/nodes/roll-order.ts';
import { describeRestartCosts } from '../../client/nodes/restart-costs.ts';
import { brokerSettings, type BrokerSetting } from '../../client/kafkajs/broker-settings.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { alterBrokerSettings } from '../../client/wire/alter-broker-settings.ts';
import { changeSteps, type ChangeStep, type SetStep } from '../../change/steps.ts';
import { assertAllRunning } from '../../cluster/all-running.ts';
import type { Redefinition } from '../../cluster/capabilities.ts';
import { withSettings } from '../../cluster/changed/settings.ts';
import type { Instance } from '../../cluster/instance.ts';
import { targetOf } from '../../cluster/instance.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { changedSettingProblems } from '../../constructs/changed-settings.ts';
import type { Comparison } from '../../diff/changes.ts';
import { diffModels } from '../../diff/diff.ts';
import { readTarget } from '../../diff/readers/read-files.ts';
import { LabError, messageOf, UsageError } from '../../errors.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { renderTarget } from '../../render/render.ts';
import { runtimeOf } from '../../runtimes/choose.ts';
import type { Definition, OpenMigration } from './journal.ts';

/** A change that can be made. */
export interface PreparedChange {
  readonly from: Definition;
  readonly to: Definition;
  /** What the difference means. */
  readonly comparison: Comparison;
  readonly steps: readonly ChangeStep[];
  /** Between what metadata moves. @default it stays where it is */
  readonly migration?: OpenMigration;
  /** What a restart costs, whoever restarts; undefined where nothing restarts, or every topic can spare a copy. */
  readonly costs?: string;
}

/** How an instance's runtime gives its nodes another definition. @throws LabError `not-supported` where it cannot */
export function redefinitionOf(instance: Instance): Redefinition {
  targetOf(instance);
  const { redefinition, name } = runtimeOf(instance);
  if (redefinition !== undefined) return redefinition;
  throw new LabError(
    'not-supported',
    `the nodes of ${instance.id}, on ${name}, cannot be given another definition; klab change is for clusters that klab brought up`,
  );
}

/**
 * Looks at a change and asks Kafka whether it would take it; nothing is changed.
 * @throws UsageError in one line for settings that cannot be; LabError where the cluster is not as it must be
 */
export async function prepareChange(
  cluster: RunningCluster,
  settings: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  const [problem, ...more] = changedSettingProblems(settings, topology);
  if (problem !== undefined) throw new UsageError(problem, { details: more });
  const changed = { ...instance.changed, ...settings };
  return await preparedFor(
    cluster,
    { ...definitionOf(instance), topology: withSettings(topology, settings), changed },
    signal,
  );
}

/** What a change was prepared from, for whoever has further steps. */
interface Grounds {
  /** As nodes are to have them. */
  readonly files: readonly RenderedFile[];
  /** Ids of those who lead now. */
  readonly leaders: readonly string[];
  /** What each broker has in force, by its id. */
  readonly inForce: ReadonlyMap<string, readonly BrokerSetting[]>;
}

/** A change that leads to this, with the steps about settings and restarts in it. */
export async function preparedFor(
  cluster: RunningCluster,
  { topology: to, ...rest }: Definition,
  signal: AbortSignal,
): Promise<PreparedChange & Grounds> {
  const { instance, topology } = cluster;
  const redefinition = redefinitionOf(instance);
  await assertAllRunning(cluster, 'the change');
  const [before, after] = [await filesOf(instance, topology), await filesOf(instance, to)];
  const comparison = compared(instance, before, after);
  const inForce = new Map(
    await Promise.all(
      brokersOf(topology).map(async ({ id, number }) => [id, await brokerSettings(cluster, number)] as const),
    ),
  );
  const leaders = await activeControllers(topology, cluster);
  const staying = topology.nodes.filter(({ id }) => to.nodes.some((node) => node.id === id));
  const steps = changeSteps({ comparison, topology: { ...topology, nodes: staying }, leaders, inForce });
  await askKafka(cluster, steps);
  // As it is to be: another version reads files by its own jars.
  await askTool(redefinition, { ...instance, topology: to }, { steps, files: after }, signal);
  const restarts = steps.some(({ kind }) => kind === 'restart');
  const costs = restarts ? await describeRestartCosts(cluster, await viewPartitions(cluster)) : undefined;
  return {
    from: definitionOf(instance),
    to: { ...rest, topology: to },
    comparison,
    steps,
    files: after,
    leaders,
    inForce,
    ...(costs !== undefined && { costs }),
  };
}

/** The files that an instance's nodes have, with this topology. */
export async function filesOf(
  instance: Instance,
  topology: ResolvedTopology,
): Promise<readonly RenderedFile[]> {
  const { portOffset, place, clusterId, isolatable = false } = instance;
  const ofPlace = place === undefined ? {} : runtimeOf(instance).places?.renderOptions(place);
  return await renderTarget(topology, targetOf(instance), {
    portOffset,
    ...ofPlace,
    ...(clusterId !== undefined && { clusterId }),
    ...(isolatable && { isolatable }),
  });
}

/** Where a set step is sent: a broker's own values to that broker, and those of all to any. */
export function targetsOf(
  { brokers }: RunningCluster,
  { nodeId }: SetStep,
): readonly RunningCluster['brokers'][number][] {
  return nodeId === undefined ? brokers : brokers.filter(({ id }) => id === nodeId);
}

/** What an instance is now. */
export function definitionOf({
  topology,
  changed,
  migrated,
  resizedTo,
  upgradedTo,
  controllers,
  madeDynamic,
}: Instance): Definition {
  return {
    topology,
    ...(migrated === true && { migrated }),
    ...(changed !== undefined && { changed }),
    ...(resizedTo !== undefined && { resizedTo }),
    ...(upgradedTo !== undefined && { upgradedTo }),
    ...(controllers !== undefined && { controllers }),
    ...(madeDynamic === true && { madeDynamic }),
  };
}

/** What the difference between two sets of an instance's files means. */
export function compared(
  instance: Instance,
  before: readonly RenderedFile[],
  after: readonly RenderedFile[],
): Comparison {
  const target = targetOf(instance);
  const { name } = instance.topology;
  return diffModels({
    before: { ...readTarget(before, target, instance.id), name },
    after: { ...readTarget(after, target, instance.id), name },
    labels: [instance.id, 'changed'],
  });
}

/** @throws UsageError with Kafka's own words for values that it would not take while it runs */
async function askKafka(cluster: RunningCluster, steps: readonly ChangeStep[]): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'set') continue;
    const [broker] = targetsOf(cluster, step);
    if (broker === undefined) continue;
    const number = step.nodeId === undefined ? undefined : broker.number;
    try {
      await alterBrokerSettings(broker, step.settings, { number, validateOnly: true });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      throw new UsageError(`Kafka refuses the change: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** @throws UsageError with Kafka's own words for files by which a node would not start; of nodes of one role, one is asked for */
async function askTool(
  redefinition: Redefinition,
  instance: Instance,
  { steps, files }: { readonly steps: readonly ChangeStep[]; readonly files: readonly RenderedFile[] },
  signal: AbortSignal,
): Promise<void> {
  const restarting = steps.flatMap((step) => (step.kind === 'restart' ? [step.nodeId] : []));
  const nodes = instance.topology.nodes.filter(({ id }) => restarting.includes(id));
  const first = new Map(nodes.map((node) => [node.role, node.id]));
  for (const nodeId of first.values()) {
    const why = await redefinition.refusal(instance, nodeId, files, signal);
    if (why !== undefined) throw new UsageError(`${nodeId} would not start with that: ${why}`);
  }
}
