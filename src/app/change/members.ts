/** Which nodes a cluster has while its size changes, and the cluster that a drill is given then. */
import { accessOf, runningCluster, type RunningCluster } from '../../cluster/running-cluster.ts';
import { addressesOf, type BrokerAccess } from '../../cluster/access.ts';
import type { Redefinition } from '../../cluster/capabilities.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { runtimeOf } from '../../runtimes/choose.ts';
import { votersMoveIn } from '../../change/quorum-steps.ts';
import { readJournal, type ChangeJournal, type Definition } from './journal.ts';
import { brokersOfKRaftAt, countMigrants, goingAt, nodesInMigration, witnessAt } from './migration.ts';

/** Every node that is there at some time, each as it is to be, and else as it was: none changes its place among the others. */
export function everyNode(
  from: Pick<Definition, 'topology'>,
  to: Pick<Definition, 'topology'>,
): readonly LabNode[] {
  const [was, becomes] = [from.topology.nodes, to.topology.nodes];
  const [longer, shorter] = becomes.length > was.length ? [becomes, was] : [was, becomes];
  const others = shorter.filter(({ id }) => longer.every((node) => node.id !== id));
  return [...longer, ...others].map((node) => becomes.find(({ id }) => id === node.id) ?? node);
}

/** The topology of all that is there at some time. */
export function wholeOf(journal: ChangeJournal): ResolvedTopology {
  const { to, steps, done, nodes = to.topology.nodes, migration } = journal;
  if (migration !== undefined) {
    const now = nodesInMigration(journal);
    // While metadata moves no node has the version yet that an upgrade brings afterwards.
    return now === undefined
      ? to.topology
      : { ...to.topology, kafkaVersion: migration.kraft.kafkaVersion, nodes: now };
  }
  const { dynamicQuorum: _, ...listed } = to.topology;
  // A controller that looks for voters which are not in the metadata yet would have none.
  const topology = steps.slice(done).some(votersMoveIn) ? listed : to.topology;
  return { ...topology, nodes };
}

/** Ids of the nodes that the cluster has where a change stands: who leaves is there until that is done. */
export function membersAt({ to, steps, done }: ChangeJournal): ReadonlySet<string> {
  const ids = new Set(to.topology.nodes.map(({ id }) => id));
  for (const step of steps.slice(done)) {
    if (step.kind === 'join' || step.kind === 'vote-in') ids.delete(step.nodeId);
    if (step.kind === 'leave' || step.kind === 'vote-out') ids.add(step.nodeId);
  }
  countMigrants(ids, steps.slice(done));
  return ids;
}

/** Ids of the nodes that are there now: a step that was cut short may have started its node already, or ended it. */
function membersNow(journal: ChangeJournal, statuses: readonly NodeStatus[]): ReadonlySet<string> {
  const ids = new Set(membersAt(journal));
  for (const id of goingAt(journal)) ids.delete(id);
  for (const { id, state } of statuses) if (state === 'running') ids.add(id);
  return ids;
}

/** An instance with the nodes that it has where its change stands, for whoever looks at it meanwhile. */
export async function asItStands(instance: Instance): Promise<Instance> {
  const journal = await readJournal(instance.id);
  if (journal === undefined) return instance;
  const { nodes } = wholeOf(journal);
  const whole = { ...instance, topology: { ...instance.topology, nodes } };
  const members = membersNow(journal, await runtimeOf(instance).observe.status(whole));
  // Where metadata has moved, brokers name anybody as the controller, and the quorum alone knows.
  const isOfQuorum = witnessAt(journal, membersAt(journal)) === 'quorum';
  const topology = {
    ...instance.topology,
    ...(isOfQuorum && { mode: 'kraft' as const }),
    nodes: nodes.filter(({ id }) => members.has(id)),
  };
  return { ...instance, topology };
}

/** By what nodes are started from now on. */
interface Redefined {
  readonly instance: Instance;
  readonly redefinition: Redefinition;
  /** Where the change stands at any time. */
  readonly stand: () => ChangeJournal;
  /** The instance as it is then, with its files. */
  readonly instanceNow: () => Promise<Instance>;
}

/**
 * Who is asked for the quorum where a move of metadata stands: controllers, or brokers of KRaft's where this host does not reach
 * those; undefined while brokers tell as with ZooKeeper.
 */
function quorumAt(
  journal: ChangeJournal,
  { nodes, brokers }: { readonly nodes: readonly LabNode[]; readonly brokers: readonly BrokerAccess[] },
  statuses: readonly NodeStatus[],
): readonly BrokerAccess[] | undefined {
  const witness = witnessAt(journal, membersAt(journal));
  if (witness === 'brokers') return undefined;
  if (witness === 'nobody') return [];
  const controllers = nodes.filter(isController).flatMap(({ id, number }) => {
    const address = statuses.find((status) => status.id === id)?.address;
    return address === undefined ? [] : [{ id, number, address, listeners: {} }];
  });
  if (controllers.length > 0) return controllers;
  const telling = brokersOfKRaftAt(journal);
  return brokers.filter(({ id }) => telling.includes(id));
}

/** Every node as it is where a move of metadata stands: on which networks it belongs changes with what it is. */
function atStand(instance: Instance, journal: ChangeJournal): RunningCluster {
  const now = wholeOf(journal).nodes;
  const nodes = instance.topology.nodes.map((node) => now.find(({ id }) => id === node.id) ?? node);
  return runningCluster(runtimeOf(instance), { ...instance, topology: { ...instance.topology, nodes } });
}

/** The cluster as a change finds it: with who is there, who is to come, and the files that nodes start with from now on. */
export async function asMembers(
  given: RunningCluster,
  journal: ChangeJournal,
  { instance, redefinition, stand, instanceNow }: Redefined,
): Promise<RunningCluster> {
  const all = runningCluster(runtimeOf(instance), instance);
  const were = journal.from.topology;
  const statuses = await all.status();
  const members = membersNow(journal, statuses);
  const nodesOf = (isThere: boolean): LabNode[] =>
    instance.topology.nodes
      .filter(({ id }) => members.has(id) === isThere)
      .map((node) => were.nodes.find(({ id }) => id === node.id) ?? node);
  const moves = journal.migration !== undefined;
  const topology = { ...were, nodes: moves ? instance.topology.nodes : nodesOf(true) };
  const access = accessOf({ ...instance, topology });
  const ways = accessOf(instance).brokers;
  const started = new Set(members);
  const isFamiliar = (id: string): boolean => given.topology.nodes.some((node) => node.id === id);
  return {
    ...given,
    ...access,
    bootstrap: addressesOf(access),
    topology,
    instance,
    ...(moves && {
      quorum: () => quorumAt(stand(), { nodes: instance.topology.nodes, brokers: ways }, statuses),
    }),
    joining: nodesOf(false)
      .filter(isBroker)
      .flatMap((node) => {
        const broker = ways.find(({ id }) => id === node.id);
        return broker === undefined ? [] : [{ node, broker }];
      }),
    status: async (options) =>
      (await (moves ? atStand(instance, stand()) : all).status(options)).filter(({ id }) => started.has(id)),
    // The one that comes is of another topology than the one that is given.
    quorumAddressOf: all.quorumAddressOf,
    logs: all.logs,
    runLog: all.runLog,
    async start(id) {
      started.add(id);
      await redefinition.startAnew(await instanceNow(), id);
    },
    // Whoever is told what was left broken knows those that were there from the start.
    stop: (id) => (isFamiliar(id) ? given : all).stop(id),
    kill: (id) => (isFamiliar(id) ? given : all).kill(id),
  };
}
