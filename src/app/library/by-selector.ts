/** A cluster whose nodes may be named as on the command line: by id, or by what they are now. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { nodeNamed } from '../find/cluster.ts';
import { targetOf, type NodeAct } from '../node.ts';

/**
 * The same cluster; whatever takes a node's id takes `leader:TOPIC/PARTITION` and `controller` too, and `kill` and `start`
 * take `rack:NAME`.
 * @param mayBreak throws where what it is about to do may not be done. @default everything may
 */
export function bySelector(
  cluster: RunningCluster,
  mayBreak: (doing: string) => void = () => undefined,
): RunningCluster {
  const act = async (selector: string, does: NodeAct): Promise<void> => {
    const target = await targetOf(does, selector, cluster);
    await target.act();
  };
  const breaking = async (doing: string, selector: string, does: NodeAct): Promise<void> => {
    mayBreak(doing);
    await act(selector, does);
  };
  const idOf = async (selector: string): Promise<string> => (await nodeNamed(selector, cluster)).id;
  const onRack = (_: RunningCluster, rack: string): Promise<void> => cluster.killRack(rack);
  return {
    ...cluster,
    kill: (node) => breaking('kill', node, { onNode: (_, id) => cluster.kill(id), onRack }),
    async killRack(rack) {
      mayBreak('kill');
      await cluster.killRack(rack);
    },
    stop: (node) => breaking('stop', node, { onNode: (_, id) => cluster.stop(id) }),
    pause: (node) => breaking('pause', node, { onNode: (_, id) => cluster.pause(id) }),
    isolate: (node, from) => breaking('isolate', node, { onNode: (_, id) => cluster.isolate(id, from) }),
    start: (node) =>
      act(node, {
        onNode: (_, id) => cluster.start(id),
        onRack: (_found, rack) => cluster.startRack(rack),
      }),
    resume: (node) => act(node, { onNode: (_, id) => cluster.resume(id) }),
    heal: (node) => act(node, { onNode: (_, id) => cluster.heal(id) }),
    logs: async (node, lines) => await cluster.logs(await idOf(node), lines),
    runLog: async (node) => await cluster.runLog(await idOf(node)),
  };
}
