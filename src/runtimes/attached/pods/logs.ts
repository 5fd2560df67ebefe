/** What containers of others log, for as long as their pods are there. */
import type { Instance } from '../../../cluster/instance.ts';
import { instead, LabError, RuntimeError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { kubectl } from '../../kubernetes/kubectl/kubectl.ts';
import { MissingRightError } from '../../kubernetes/kubectl/missing-right.ts';
import { knownNode } from '../../shared/node-states.ts';
import { podNameNow, podsNow } from './now.ts';
import { kubectlPlace, placeIn } from './place.ts';

/** How much of a log is read for its first error, in bytes. */
const mostBytes = 4_000_000;

/** The last lines of a node's log: of the container before where the one that runs has said nothing yet. */
export async function logs(instance: Instance, nodeId: string, count: number): Promise<readonly string[]> {
  assertTied(instance, nodeId);
  // Another pod may be there in the place of the one that was.
  await podsNow(instance);
  const read = async (...more: readonly string[]): Promise<readonly string[]> =>
    (await logOf(instance, nodeId, ['--tail', String(count), ...more])).slice(-count);
  const written = await read();
  return written.length > 0 ? written : read('--previous');
}

/** The log of a node's last run, from its beginning; none where there is none to be had. */
export async function runLog(instance: Instance, nodeId: string): Promise<readonly string[]> {
  assertTied(instance, nodeId);
  return await logOf(instance, nodeId, ['--limit-bytes', String(mostBytes)]);
}

async function logOf(
  instance: Instance,
  nodeId: string,
  options: readonly string[],
): Promise<readonly string[]> {
  const place = placeIn(instance);
  const container = place.pods[nodeId]?.container ?? '';
  const args = ['logs', podNameNow(instance, nodeId), '--container', container, ...options];
  const read = kubectl(kubectlPlace(place), args);
  const text = await read.catch((error: unknown) => {
    if (error instanceof MissingRightError) throw error;
    return instead('', RuntimeError)(error);
  });
  return lines(text);
}

function assertTied(instance: Instance, nodeId: string): void {
  const { id } = knownNode(instance, nodeId);
  if (placeIn(instance).pods[id] === undefined)
    throw new LabError('not-supported', `${id} is tied to no pod, so nobody knows where it logs`);
}
