/** Remembers what has been broken in a cluster and not brought back, for whoever must tell a person how to mend it. */
import { nodeCommand } from '../../client/nodes/node-command.ts';
import { nodesOfRack } from '../../cluster/racks.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Isolation } from '../../cluster/node-status.ts';

/** A cluster, and what was broken in it by its own methods. */
export interface NotedCluster {
  readonly cluster: RunningCluster;
  /** What may be broken still, one line each, with the command that mends it. */
  readonly broken: () => readonly string[];
}

/** How a node is broken, the command that mends that, and how it reads. */
const faults = {
  stopped: { verb: 'start', word: 'stopped' },
  paused: { verb: 'resume', word: 'paused' },
  cutOff: { verb: 'heal', word: 'cut off' },
} as const;

type Fault = keyof typeof faults;

/** Wraps a cluster. Noted is what was asked for, before it is done: whether it is done, nobody may live to hear. */
export function noteBroken(cluster: RunningCluster): NotedCluster {
  const noted: Readonly<Record<Fault, Set<string>>> = {
    stopped: new Set(),
    paused: new Set(),
    cutOff: new Set(),
  };
  const racks = new Set<string>();
  const breaking =
    <Rest extends readonly unknown[]>(fault: Fault, act: (id: string, ...rest: Rest) => Promise<void>) =>
    async (id: string, ...rest: Rest): Promise<void> => {
      noted[fault].add(id);
      await act(id, ...rest);
    };
  const mending =
    (mended: readonly Fault[], act: (id: string) => Promise<void>) =>
    async (id: string): Promise<void> => {
      await act(id);
      for (const fault of mended) noted[fault].delete(id);
    };
  return {
    cluster: {
      ...cluster,
      kill: breaking('stopped', (id) => cluster.kill(id)),
      stop: breaking('stopped', (id) => cluster.stop(id)),
      pause: breaking('paused', (id) => cluster.pause(id)),
      isolate: breaking('cutOff', (id, from: Isolation) => cluster.isolate(id, from)),
      start: mending(['stopped', 'paused'], (id) => cluster.start(id)),
      resume: mending(['paused'], (id) => cluster.resume(id)),
      heal: mending(['cutOff'], (id) => cluster.heal(id)),
      async killRack(rack) {
        racks.add(rack);
        await cluster.killRack(rack);
      },
      async startRack(rack) {
        await cluster.startRack(rack);
        racks.delete(rack);
        for (const { id } of nodesOfRack(cluster.topology, rack)) noted.stopped.delete(id);
      },
    },
    broken() {
      const inRacks = new Set(
        [...racks].flatMap((rack) => nodesOfRack(cluster.topology, rack)).map(({ id }) => id),
      );
      const line = (what: string, fault: Fault, target: string): string =>
        `${what} may be ${faults[fault].word}: ${nodeCommand(cluster.instance, faults[fault].verb, target)}`;
      return [
        ...[...racks].map((rack) => line(`rack ${rack}`, 'stopped', `rack:${rack}`)),
        ...(Object.keys(faults) as Fault[]).flatMap((fault) =>
          [...noted[fault]]
            .filter((id) => fault !== 'stopped' || !inRacks.has(id))
            // A node that was paused and then killed is started.
            .filter((id) => fault !== 'paused' || !noted.stopped.has(id))
            .map((id) => line(id, fault, id)),
        ),
      ];
    },
  };
}
