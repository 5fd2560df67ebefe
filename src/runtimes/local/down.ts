/** What `down` adds on local processes: each that carries the instance's mark is ended. */
import type { Instance } from '../../cluster/instance.ts';
import type { Removal } from '../../cluster/lifecycle.ts';
import { brokersOf } from '../../kafka/node.ts';
import { cacheDir } from '../../paths.ts';
import { instanceDir, listInstances } from '../instances.ts';
import { stopClassArchiveMaker } from './class-archive/maker.ts';
import { healAll } from './isolation.ts';
import { stopTimeoutMs } from '../shared/node-states.ts';
import { endAll, killTimeoutMs, listProcesses } from './processes.ts';

/** Everything of it is found by its mark. */
export async function prepareDown(instance: Instance): Promise<Removal> {
  const dir = instanceDir(instance.id);
  const removeNodes = async (): Promise<void> =>
    endAll(dir, await listProcesses(dir), { name: 'SIGKILL', timeoutMs: killTimeoutMs });
  return {
    async stopBrokers() {
      await healAll(instance);
      const brokers = brokersOf(instance.topology).map(({ id }) => id);
      const running = (await listProcesses(dir)).filter(
        ({ nodeId, paused }) => !paused && brokers.includes(nodeId),
      );
      await endAll(dir, running, { name: 'SIGTERM', timeoutMs: stopTimeoutMs });
    },
    removeNodes,
    async removeAll() {
      await removeNodes();
      // Its data is in its folder, which goes with it.
      const others = (await listInstances()).filter(({ id }) => id !== instance.id);
      if (others.every(({ runtime }) => runtime !== 'local')) await stopClassArchiveMaker(cacheDir());
      return [];
    },
  };
}
