/** Knows what a drill itself does to nodes, since all of it goes through one cluster: what is not its doing is somebody else's. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Isolation, NodeState } from '../../cluster/node-status.ts';

/** What a node does once an act is done; what is absent stays as it is. */
export interface AfterAct {
  readonly state?: NodeState;
  readonly isolated?: Isolation | 'no';
}

/** Told of each act on a node. */
export interface ActListener {
  /** Before it is done. @throws to keep it from being done */
  begins(nodeId: string, act: 'start' | 'other'): Promise<void> | void;
  /** @param after undefined where it failed, and nobody knows what came of it */
  ends(nodeId: string, after: AfterAct | undefined): void;
}

/** The cluster, telling of everything that is done to its nodes. */
export function noteActs(cluster: RunningCluster, listener: ActListener): RunningCluster {
  const act = async (
    ids: readonly string[],
    after: AfterAct,
    work: () => Promise<void>,
    kind: 'start' | 'other' = 'other',
  ): Promise<void> => {
    for (const id of ids) await listener.begins(id, kind);
    let reached: AfterAct | undefined;
    try {
      await work();
      reached = after;
    } finally {
      for (const id of ids) listener.ends(id, reached);
    }
  };
  const inRack = (rack: string): readonly string[] =>
    cluster.topology.nodes.filter((node) => node.rack === rack).map(({ id }) => id);
  return {
    ...cluster,
    kill: (id) => act([id], { state: 'stopped' }, () => cluster.kill(id)),
    stop: (id) => act([id], { state: 'stopped' }, () => cluster.stop(id)),
    start: (id) => act([id], { state: 'running' }, () => cluster.start(id), 'start'),
    pause: (id) => act([id], { state: 'paused' }, () => cluster.pause(id)),
    resume: (id) => act([id], { state: 'running' }, () => cluster.resume(id)),
    isolate: (id, from) => act([id], { isolated: from }, () => cluster.isolate(id, from)),
    heal: (id) => act([id], { isolated: 'no' }, () => cluster.heal(id)),
    killRack: (rack) => act(inRack(rack), { state: 'stopped' }, () => cluster.killRack(rack)),
    startRack: (rack) => act(inRack(rack), { state: 'running' }, () => cluster.startRack(rack)),
  };
}
