/** Whether the quorum of a cluster can have other voters, looked at before anything is touched, and the steps to it. */
import { describeRestartCosts } from '../../client/nodes/restart-costs.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import { withRestarts } from '../../change/quorum-restarts.ts';
import { quorumSteps } from '../../change/quorum-steps.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { knowingOthers } from '../../cluster/changed/super-users.ts';
import { isolatedControllers, withControllers } from '../../cluster/changed/with-controllers.ts';
import { LabError, UsageError } from '../../errors.ts';
import { votersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { definitionOf, preparedFor, redefinitionOf, type PreparedChange } from './prepare.ts';

/** What voters are asked for: one more, one less, or another in the place of one. */
export type QuorumRequest =
  | { readonly act: 'add' }
  | { readonly act: 'remove' | 'replace'; /** Its id, or its number. */ readonly controller: string };

/**
 * Looks at a change of voters; nothing is changed.
 * @throws UsageError in one line for a controller that cannot go; LabError where the cluster is not as it must be
 */
export async function prepareQuorum(
  cluster: RunningCluster,
  request: QuorumRequest,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  const { resizing } = redefinitionOf(instance);
  assertDynamic(cluster);
  assertNodesOfTheirOwn(cluster);
  await assertVotersKnown(cluster);
  const now = isolatedControllers(topology);
  const going = request.act === 'add' ? undefined : controllerNamed(request.controller, now);
  if (request.act === 'remove' && now.length === 1)
    throw new UsageError(
      `${going?.id} is the only voter, and without one there is no cluster; use --replace-controller ${going?.number}`,
    );
  const next = Math.max(...now.map(({ number }) => number)) + 1;
  const numbers = [
    ...now.map(({ number }) => number).filter((number) => number !== going?.number),
    ...(request.act === 'remove' ? [] : [next]),
  ];
  const to = withControllers(topology, numbers);
  if (request.act === 'replace') assertNoneMissed(cluster, to, going);
  const definition = { ...definitionOf(instance), topology: to, controllers: numbers };
  // That the others' files name them says only where nodes look that start from now on: by itself none restarts for it.
  const {
    files,
    leaders,
    inForce,
    steps: _,
    costs: __,
    ...prepared
  } = await preparedFor(cluster, definition, signal);
  const comers = isolatedControllers(to).filter(({ id }) => now.every((node) => node.id !== id));
  await resizing.assertRoom(
    { ...instance, topology: to },
    comers.map(({ id }) => id),
    files,
  );
  const steps = withRestarts(quorumSteps(topology, to), {
    from: topology,
    to,
    leaders,
    inForce,
    addressesOf: ({ id, listeners }) =>
      listeners
        .filter(({ reach }) => reach === 'quorum')
        .map(({ port }) => cluster.quorumAddressOf(id, port))
        .map(({ host, port }) => `${host}:${port}`),
  });
  const restarts = steps.some(({ kind }) => kind === 'restart');
  const costs = restarts ? await describeRestartCosts(cluster, await viewPartitions(cluster)) : undefined;
  return { ...prepared, steps, ...(costs !== undefined && { costs }) };
}

function assertDynamic({ instance: { id }, topology: { mode, dynamicQuorum } }: RunningCluster): void {
  if (dynamicQuorum === true) return;
  const why =
    mode === 'kraft'
      ? 'the voters of its quorum are fixed (controller.quorum.voters)'
      : 'it has a ZooKeeper ensemble';
  throw new LabError(
    'not-supported',
    `${id} has no voters that can be changed: ${why}; bring one up whose ControllerQuorum is dynamic: true`,
  );
}

/** @throws LabError `not-supported` where a controller cannot come without more than itself */
function assertNodesOfTheirOwn({ instance: { id }, topology }: RunningCluster): void {
  if (isolatedControllers(topology).length > 0) return;
  const voters = votersOf(topology).map((node) => node.id);
  throw new LabError(
    'not-supported',
    `the voters of ${id} are brokers (${voters.join(', ')}), and stay voters; voters that are changed are controllers of their own (mode: 'isolated')`,
  );
}

/** @throws LabError `not-supported` where nodes that have restarted for who comes would refuse who is still to go */
function assertNoneMissed(
  { instance: { id }, topology }: RunningCluster,
  to: ResolvedTopology,
  going: LabNode | undefined,
): void {
  if (knowingOthers(topology, to).length === 0) return;
  throw new LabError(
    'not-supported',
    `the nodes of ${id} know one another by name (super.users), so a controller cannot come and another go at once; use --add-controller, then --remove-controller ${going?.number}`,
  );
}

/** @throws LabError `node-state` where somebody else has changed who votes */
async function assertVotersKnown(cluster: RunningCluster): Promise<void> {
  const { voters } = await firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
  const known = isolatedControllers(cluster.topology).map(({ number }) => number);
  const listed = (numbers: readonly number[]): string => numbers.toSorted((a, b) => a - b).join(', ');
  if (listed(voters) === listed(known)) return;
  throw new LabError(
    'node-state',
    `the quorum's voters are ${listed(voters)}, and the controllers of ${cluster.instance.id} are ${listed(known)}; add or remove the others first: kafka-metadata-quorum.sh`,
  );
}

function controllerNamed(name: string, controllers: readonly LabNode[]): LabNode {
  const found = controllers.find(({ id, number }) => id === name || String(number) === name);
  if (found !== undefined) return found;
  throw new UsageError(`no controller is "${name}"; use ${controllers.map(({ id }) => id).join(', ')}`);
}
