/** Which nodes a cluster has while its size changes, and the cluster that a drill is given then. */
import { accessOf, runningCluster, type RunningCluster } from '../../cluster/running-cluster.ts';
import { addressesOf } from '../../cluster/access.ts';
import type { Redefinition } from '../../cluster/capabilities.ts';
import type { Instance } from '../../cluster/instance.ts';
import { isBroker, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { runtimeOf } from '../../runtimes/choose.ts';
import type { ChangeJournal, Definition } from './journal.ts';

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
export function wholeOf({
  to,
  nodes = to.topology.nodes,
}: Pick<ChangeJournal, 'to' | 'nodes'>): ResolvedTopology {
  return { ...to.topology, nodes };
}

/** Ids of the nodes that the cluster has where a change stands: who leaves is there until that is done. */
export function membersAt({ to, steps, done }: ChangeJournal): ReadonlySet<string> {
  const ids = new Set(to.topology.nodes.map(({ id }) => id));
  for (const step of steps.slice(done)) {
    if (step.kind === 'join' || step.kind === 'vote-in') ids.delete(step.nodeId);
    if (step.kind === 'leave' || step.kind === 'vote-out') ids.add(step.nodeId);
  }
  return ids;
}

/** The cluster as a change finds it: with who is there, who is to come, and the files that nodes start with from now on. */
export async function asMembers(
  given: RunningCluster,
  journal: ChangeJournal,
  { instance, redefinition }: { readonly instance: Instance; readonly redefinition: Redefinition },
): Promise<RunningCluster> {
  const all = runningCluster(runtimeOf(instance), instance);
  const were = journal.from.topology;
  const members = new Set(membersAt(journal));
  // A step that was cut short may have started its node already.
  for (const { id, state } of await all.status()) if (state === 'running') members.add(id);
  const nodesOf = (isThere: boolean): LabNode[] =>
    instance.topology.nodes
      .filter(({ id }) => members.has(id) === isThere)
      .map((node) => were.nodes.find(({ id }) => id === node.id) ?? node);
  const topology = { ...were, nodes: nodesOf(true) };
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
    joining: nodesOf(false)
      .filter(isBroker)
      .flatMap((node) => {
        const broker = ways.find(({ id }) => id === node.id);
        return broker === undefined ? [] : [{ node, broker }];
      }),
    status: async (options) => (await all.status(options)).filter(({ id }) => started.has(id)),
    logs: all.logs,
    runLog: all.runLog,
    async start(id) {
      started.add(id);
      await redefinition.startAnew(instance, id);
    },
    // Whoever is told what was left broken knows those that were there from the start.
    stop: (id) => (isFamiliar(id) ? given : all).stop(id),
    kill: (id) => (isFamiliar(id) ? given : all).kill(id),
  };
}
