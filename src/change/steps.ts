/** The steps of a change: what is set while brokers run, which nodes restart, come and go, in order and each with its reason. */
import type { Change, Comparison } from '../diff/changes.ts';
import { dynamicSetting, quorumSought } from '../diff/rules/restart-rules.ts';
import { settingMode, type SettingMode } from '../kafka/versions/setting-lock.ts';
import { lineOf } from '../kafka/versions/versions.ts';
import { rollOrder } from '../client/nodes/roll-order.ts';
import type { BrokerSetting } from '../client/kafkajs/broker-settings.ts';
import type { AlteredSettings } from '../client/wire/alter-broker-settings.ts';
import { LabError } from '../errors.ts';
import { isBroker, type ResolvedTopology } from '../kafka/node.ts';
import { isMigrationStep, migrationStepInWords, type MigrationStep } from './migration-steps.ts';
import { raiseInWords, type RaiseStep } from './feature-steps.ts';
import { isQuorumStep, quorumStepInWords, quorumStepsBack, type QuorumStep } from './quorum-steps.ts';
import { isSizeStep, sizeStepInWords, sizeStepsBack, type SizeStep } from './size-steps.ts';

/** Sets values in brokers that run. */
export interface SetStep {
  readonly kind: 'set';
  /** The broker that gets them. @default all brokers, and those to come */
  readonly nodeId?: string;
  readonly settings: AlteredSettings;
  /** What had been set so before; null where nothing had, and the files decided. */
  readonly before: AlteredSettings;
  readonly reason: string;
}

/** Stops a node in order and starts it with its new settings. */
export interface RestartStep {
  readonly kind: 'restart';
  readonly nodeId: string;
  /** Whether what it starts with is right before the change too, so that a way back leaves it. @default it restarts again */
  readonly fitsBefore?: true;
  readonly reason: string;
}

/** One step of a change, as it is stored too. */
export type ChangeStep = SetStep | RestartStep | SizeStep | RaiseStep | MigrationStep | QuorumStep;

/** What the steps follow from. */
export interface StepsRequest {
  readonly comparison: Comparison;
  readonly topology: ResolvedTopology;
  /** Ids of those who lead now, and so restart last. */
  readonly leaders: readonly string[];
  /** What each broker has in force, by its id. */
  readonly inForce: ReadonlyMap<string, readonly BrokerSetting[]>;
}

/** First what Kafka takes while it runs, then the restarts. @throws LabError `not-supported` for what a running cluster cannot be given */
export function changeSteps({ comparison, topology, leaders, inForce }: StepsRequest): readonly ChangeStep[] {
  assertPossible(comparison.changes);
  const { changes } = comparison;
  const rolling = changes.filter(
    (change) => change.isNode && modeIn(topology, change) === undefined && !isReadAtStart(change),
  );
  const restarting = topology.nodes.filter(({ id }) => rolling.some(({ group }) => group === id));
  return [
    ...setSteps(changes, topology, inForce),
    ...rollOrder(restarting, leaders).map(({ id }): RestartStep => ({
      kind: 'restart',
      nodeId: id,
      reason: reasonOf(rolling.filter(({ group }) => group === id)),
    })),
  ];
}

/** The steps that lead back: what was done after brokers came or went, then these the newest first, then what was before. */
export function stepsBack(
  steps: readonly ChangeStep[],
  topology: ResolvedTopology,
  leaders: readonly string[],
): readonly ChangeStep[] {
  const vote = steps.findIndex(isQuorumStep);
  if (vote >= 0) {
    const restarts = settingStepsBack(steps, topology, leaders);
    const votes = quorumStepsBack(steps.filter(isQuorumStep));
    return steps.slice(vote).some(isUndone) ? [...restarts, ...votes] : [...votes, ...restarts];
  }
  const first = steps.findIndex(isSizeStep);
  if (first < 0) return settingStepsBack(steps, topology, leaders);
  const last = steps.findLastIndex(isSizeStep);
  return [
    ...settingStepsBack(steps.slice(last + 1), topology, leaders),
    ...sizeStepsBack(steps.filter(isSizeStep)),
    ...settingStepsBack(steps.slice(0, first), topology, leaders),
  ];
}

/** Whether it is a restart that a way back makes again. */
function isUndone(step: ChangeStep): step is RestartStep {
  return step.kind === 'restart' && step.fitsBefore !== true;
}

/** Nodes that have restarted in their order, then what was set, the newest first. */
function settingStepsBack(
  steps: readonly ChangeStep[],
  topology: ResolvedTopology,
  leaders: readonly string[],
): readonly ChangeStep[] {
  const restarted = steps.filter(isUndone).map(({ nodeId }) => nodeId);
  const nodes = topology.nodes.filter(({ id }) => restarted.includes(id));
  const sets = steps.filter((step) => step.kind === 'set');
  return [
    ...rollOrder(nodes, leaders).map(({ id }): RestartStep => ({
      kind: 'restart',
      nodeId: id,
      reason: 'it has, or may have, the new settings',
    })),
    ...sets.toReversed().map((step): SetStep => ({
      ...step,
      settings: step.before,
      before: step.settings,
      reason: 'as it was before the change',
    })),
  ];
}

/** A step in words, such as `set log.retention.ms=1000 in all brokers`. */
export function stepInWords(step: ChangeStep): string {
  if (isSizeStep(step)) return sizeStepInWords(step);
  if (isMigrationStep(step)) return migrationStepInWords(step);
  if (isQuorumStep(step)) return quorumStepInWords(step);
  if (step.kind === 'restart') return `restart ${step.nodeId}`;
  if (step.kind === 'raise') return raiseInWords(step);
  const where = `in ${step.nodeId ?? 'all brokers'}`;
  const set = Object.entries(step.settings).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  );
  const back = Object.entries(step.settings).flatMap(([name, value]) => (value === null ? [name] : []));
  return [
    ...(set.length > 0 ? [`set ${set.join(', ')} ${where}`] : []),
    ...(back.length > 0 ? [`take ${back.join(', ')} back ${where}`] : []),
  ].join('; ');
}

function assertPossible(changes: readonly Change[]): void {
  for (const { name, group, consequences } of changes) {
    const at = consequences.find(({ restart }) => restart === 'all at once');
    if (at === undefined) continue;
    throw new LabError(
      'not-supported',
      `${name} of ${group} cannot be changed while the cluster runs: ${at.text}`,
    );
  }
}

/** Whether only nodes that start read it, and none that runs has to. */
function isReadAtStart({ consequences }: Change): boolean {
  return consequences.some(({ rule }) => rule === quorumSought);
}

/** How Kafka takes a change while brokers run; undefined where a node must restart for it. */
function modeIn({ kafkaVersion }: ResolvedTopology, { name, consequences }: Change): SettingMode | undefined {
  const isTaken = consequences.some(({ rule }) => rule === dynamicSetting);
  return isTaken ? settingMode(name, lineOf(kafkaVersion)) : undefined;
}

function setSteps(
  changes: readonly Change[],
  topology: ResolvedTopology,
  inForce: StepsRequest['inForce'],
): readonly SetStep[] {
  const wide = changes.filter((change) => modeIn(topology, change) === 'cluster-wide');
  const ofOne = changes.filter((change) => modeIn(topology, change) === 'per-broker');
  const brokers = topology.nodes.filter(isBroker).map(({ id }) => id);
  assertNoneOfItsOwn(wide, inForce);
  return [
    ...stepOf(wide, undefined, 'dynamic default', inForce),
    ...brokers.flatMap((id) =>
      stepOf(
        ofOne.filter(({ group }) => group === id),
        id,
        'dynamic broker',
        inForce,
      ),
    ),
  ];
}

function stepOf(
  changes: readonly Change[],
  nodeId: string | undefined,
  source: BrokerSetting['source'],
  inForce: StepsRequest['inForce'],
): readonly SetStep[] {
  const settings = Object.fromEntries(changes.map(({ name, after }) => [name, after ?? null] as const));
  const names = Object.keys(settings);
  if (names.length === 0) return [];
  const asked = nodeId === undefined ? [...inForce.values()].flat() : (inForce.get(nodeId) ?? []);
  const before = names.map((name) => {
    const set = asked.find((setting) => setting.name === name && setting.source === source);
    return [name, set?.value ?? null] as const;
  });
  const mode = nodeId === undefined ? 'cluster-wide' : 'per-broker';
  return [
    {
      kind: 'set',
      ...(nodeId !== undefined && { nodeId }),
      settings,
      before: Object.fromEntries(before),
      reason: `${mode}: Kafka takes ${names.length === 1 ? 'it' : 'them'} while brokers run`,
    },
  ];
}

/** A value that one broker was given while it ran wins over that of all. */
function assertNoneOfItsOwn(wide: readonly Change[], inForce: StepsRequest['inForce']): void {
  for (const [id, settings] of inForce) {
    const own = settings.find(
      ({ name, source }) => source === 'dynamic broker' && wide.some((change) => change.name === name),
    );
    if (own === undefined) continue;
    throw new LabError(
      'node-state',
      `${id} was given ${own.name}=${own.value} of its own while it ran, which wins over what all brokers are given; take it back first: klab diff says how (klab diff TOPOLOGY live)`,
    );
  }
}

function reasonOf(all: readonly Change[]): string {
  // What else differs in how a node is started follows from its settings.
  const settings = all.filter(({ kind }) => kind === 'setting');
  const changes = settings.length > 0 ? settings : all;
  const names = [...new Set(changes.map(({ name }) => name))];
  const isKnown = changes.every(({ consequences }) =>
    consequences.some(({ rule }) => rule === 'read-only-setting'),
  );
  const are = names.length === 1 ? 'is' : 'are';
  return isKnown
    ? `${names.join(', ')} ${are} read-only: ${names.length === 1 ? 'it takes' : 'they take'} effect when a node starts`
    : `${names.join(', ')}: takes effect when a node starts`;
}
