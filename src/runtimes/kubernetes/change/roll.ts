/** A rolling change: pods that run what was applied before are replaced one at a time, each once the cluster is whole. */
import { viewPartitions } from '../../../client/watch/living-view.ts';
import { describeGaps } from '../../../client/topics/cluster-gaps.ts';
import { electPreferredLeaders } from '../../../client/wire/elect-leaders.ts';
import { describeRestartCosts } from '../../../client/nodes/restart-costs.ts';
import { rollOrder } from '../../../client/nodes/roll-order.ts';
import { InterruptedError, LabError, messageOf, RuntimeError } from '../../../errors.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { knownNode } from '../../shared/node-states.ts';
import { accessOf } from '../../../cluster/running-cluster.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { Progress } from '../../../cluster/lifecycle.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { assertNoneFailed, examinePods, readBefore } from '../objects/pod-problems.ts';
import type { Before } from '../objects/pod-reading.ts';
import { readRevisions, revisionLabel, type NodeRevision } from '../objects/revisions.ts';
import { leadersOf } from './leaders.ts';
import { nodesSelector } from '../kubectl/selectors.ts';

/** How a rolling change tells what it does, and how it is ended. */
export interface RollOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How long a restarted node may take to end, to start and to catch up, in milliseconds. */
const wholeTimeoutMs = 240_000;

/** A StatefulSet's controller looks at what was applied within a second. */
const observedTimeoutMs = 60_000;

/** Each look costs several requests; a node takes seconds to return. */
const lookIntervalMs = 500;

/** One rolling change on its way. */
interface Roll extends RollOptions {
  readonly instance: Instance;
  readonly before: Before;
  /** Ids of the nodes that run what was applied before, as far as is known. */
  outdated: readonly string[];
}

/**
 * Replaces every pod that is older than its StatefulSet; called after `kubectl apply`. Nothing outdated: nothing is done.
 * @throws RuntimeError when a pod does not come back with the new settings; what has not been replaced runs on.
 */
export async function rollOutdated(instance: Instance, { progress, signal }: RollOptions): Promise<void> {
  const outdated = await waitFor(
    { what: 'Kubernetes to look at the new manifests', timeoutMs: observedTimeoutMs, signal },
    () => outdatedNodes(instance, signal),
  );
  if (outdated.length === 0) return;
  const before = await readBefore(instance, { signal });
  const roll: Roll = { instance, progress, signal, before, outdated };
  try {
    await restartAll(roll);
  } catch (error) {
    throw withRest(error, roll.outdated);
  }
}

async function outdatedNodes(instance: Instance, signal: AbortSignal): Promise<readonly string[] | NotYet> {
  const revisions = await readRevisions(instance, { signal });
  const unseen = revisions.find(({ wanted }) => wanted === undefined);
  if (unseen !== undefined) return new NotYet(`it has not looked at that of ${unseen.nodeId}`);
  return revisions.filter(({ pod }) => pod === 'outdated').map(({ nodeId }) => nodeId);
}

async function restartAll(roll: Roll): Promise<void> {
  const { instance, progress } = roll;
  const count = roll.outdated.length;
  progress.step(
    `${count} of ${instance.topology.nodes.length} nodes to restart with new settings, one at a time`,
  );
  for (let restarted = 0; ; restarted++) {
    const node = await waitForNext(roll, restarted === 0);
    if (node === undefined) break;
    progress.step(
      `restarting ${node.id} with its new settings (${restarted + 1} of ${Math.max(count, restarted + 1)})`,
    );
    await replacePod(roll, node);
  }
  // Each restart has moved leaders away; where nobody asks, Kafka gives them back minutes later.
  await electPreferredLeaders(accessOf(instance));
}

/**
 * Waits until the cluster can spare a node.
 * @returns the node to restart next; undefined once none is outdated and the cluster is whole again.
 */
async function waitForNext(roll: Roll, isFirst: boolean): Promise<LabNode | undefined> {
  const { instance, progress, signal } = roll;
  const found = await waitFor(
    {
      what: 'every node to run and every copy of every partition to be in sync',
      timeoutMs: wholeTimeoutMs,
      intervalMs: lookIntervalMs,
      signal,
      onPending: (reason) => progress.update(reason),
    },
    () => look(roll),
  );
  if (found.broken !== undefined) return knownNode(instance, found.broken);
  if (isFirst) await noteCosts(roll);
  const outdated = roll.outdated.map((id) => knownNode(instance, id));
  if (outdated.length < 2) return outdated[0];
  return rollOrder(outdated, await leadersOf(instance, signal))[0];
}

/** @returns a node that is of no use as it is, if there is one; NotYet while the cluster can spare no other. */
async function look(roll: Roll): Promise<{ broken?: string } | NotYet> {
  const { instance, before, signal } = roll;
  const revisions = await readRevisions(instance, { signal });
  roll.outdated = revisions.filter(({ pod }) => pod === 'outdated').map(({ nodeId }) => nodeId);
  const ending = new Set(revisions.filter(({ pod }) => pod === 'ending').map(({ nodeId }) => nodeId));
  // What a pod that goes has failed at says nothing of the one that comes.
  const problems = (await examinePods(instance, before, { signal })).filter(
    ({ nodeId }) => !ending.has(nodeId),
  );
  // What does not run costs nothing to replace, and the cluster may never be whole before: new settings may be the cure.
  const broken = problems.find(({ nodeId }) => roll.outdated.includes(nodeId));
  if (broken !== undefined) return { broken: broken.nodeId };
  await assertNoneFailed(instance, problems);
  const gap =
    revisions.flatMap((revision) => podGap(revision) ?? [])[0] ??
    problems.map(({ nodeId, reason }) => `${nodeId} ${reason}`)[0] ??
    revisions.flatMap(({ nodeId, ready }) => (ready ? [] : [`${nodeId} is not ready`]))[0] ??
    (await describeGaps({ topology: instance.topology, ...accessOf(instance) }));
  return gap === undefined ? {} : new NotYet(gap);
}

function podGap({ nodeId, pod, wanted }: NodeRevision): string | undefined {
  if (pod === 'ending') return `${nodeId} is ending`;
  return wanted === undefined ? `Kubernetes has not looked at the manifest of ${nodeId}` : undefined;
}

/** Orderly, with the pod's own grace. The revision is asked for again, so that a new pod is never the one that goes. */
async function replacePod(roll: Roll, { id }: LabNode): Promise<void> {
  const { instance, signal } = roll;
  const revision = (await readRevisions(instance, { signal })).find(({ nodeId }) => nodeId === id);
  if (revision?.pod === 'outdated') {
    const selector = `${nodesSelector(instance, [id])},${revisionLabel}!=${revision.wanted}`;
    // Not interrupted: nobody would know whether the pod goes.
    await kubectl(placeOf(instance), ['delete', 'pods', '--selector', selector, '--wait=false']);
  }
  roll.outdated = roll.outdated.filter((nodeId) => nodeId !== id);
}

/** Said, and not waited for: a topic that can spare no copy would otherwise keep every change out for ever. */
async function noteCosts({ instance, progress }: Roll): Promise<void> {
  const access = accessOf(instance);
  const costs = await describeRestartCosts(access, await viewPartitions(access));
  if (costs !== undefined) progress.note(costs);
}

/** What ends a rolling change half-way, with the nodes that have not changed. */
function withRest(error: unknown, outdated: readonly string[]): unknown {
  if (!(error instanceof LabError) || outdated.length === 0) return error;
  const rest = `${outdated.join(', ')} ${outdated.length === 1 ? 'keeps its' : 'keep their'} old settings`;
  if (error instanceof InterruptedError) {
    return new InterruptedError(`interrupted; ${rest} until up is run again, which goes on from here`);
  }
  return new RuntimeError(error.code, `the change stopped half-way, ${rest}: ${messageOf(error)}`, {
    cause: error,
    details: error.details,
    exitCode: error.exitCode,
  });
}
