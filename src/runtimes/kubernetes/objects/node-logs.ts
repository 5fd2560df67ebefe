/** The log of a pod: what its process wrote, or the one before it where it has not written yet. */
import { instead, RuntimeError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { knownNode } from '../../shared/node-states.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { MissingRightError } from '../kubectl/missing-right.ts';
import { placeOf } from '../place/place.ts';
import { listPods } from './pods.ts';

/** The last lines of a node's log; none when it has no pod, with which its log goes. */
export async function logs(instance: Instance, nodeId: string, count: number): Promise<readonly string[]> {
  const { software } = knownNode(instance, nodeId);
  const pod = (await listPods(instance)).find((each) => each.nodeId === nodeId);
  if (pod === undefined) return [];
  const read = async (...options: readonly string[]): Promise<string[]> => {
    const args = ['logs', pod.name, '--container', software, '--tail', String(count), ...options];
    try {
      return lines(await kubectl(placeOf(instance), args)).slice(-count);
    } catch (error) {
      // A container that has not started has no log, and a machine that is gone gives none away.
      if (error instanceof RuntimeError && !(error instanceof MissingRightError)) return [];
      throw error;
    }
  };
  const written = await read();
  return written.length === 0 && pod.restartCount > 0 ? read('--previous') : written;
}

/** How much of a log is read for its first error, in bytes. */
const mostBytes = 4_000_000;

/** The log of a node's last run, from its beginning; none where there is none to be had. */
export async function runLog(instance: Instance, nodeId: string): Promise<readonly string[]> {
  const { software } = knownNode(instance, nodeId);
  const args = ['logs', `${nodeId}-0`, '--container', software, '--limit-bytes', String(mostBytes)];
  return lines(await kubectl(placeOf(instance), args).catch(instead('', RuntimeError)));
}
