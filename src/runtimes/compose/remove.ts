/** Removes what carries an instance's label: all of it, or only what one `up` has made. */
import { LabError, RuntimeError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { listBelongings } from './containers/belongings.ts';
import type { Belongings } from './containers/marked-things.ts';
import { docker } from '../docker/docker.ts';

/** Killing and removing nine containers on a machine that is busy. */
const removeTimeoutMs = 120_000;

const intervalMs = 100;

/**
 * Removes containers, networks and, unless they are kept, volumes, until the engine shows none.
 * @param keeps whether a volume stays. @default none stays
 * @param spare what is left alone, by id or name. @default nothing
 * @param looks how often in a row there must be nothing: what an engine was making may come later. @default 1
 * @throws LabError `node-state` naming a container of somebody else's that still uses a network; RuntimeError
 * `not-ready` with what cannot be removed.
 */
export async function removeBelongings(
  instanceId: string,
  {
    keepVolumes = false,
    spare,
    looks = 1,
  }: { keepVolumes?: boolean; spare?: Belongings; looks?: number } = {},
): Promise<void> {
  const what = `everything of ${instanceId} to be removed`;
  let empty = 0;
  await waitFor({ what, timeoutMs: removeTimeoutMs, intervalMs }, async () => {
    const left = without(await listBelongings(instanceId), spare, keepVolumes);
    try {
      await remove(left);
    } catch (error) {
      // Somebody else may remove the same things at the same time; what the engine shows next decides.
      if (error instanceof RuntimeError && error.code === 'engine-refused') return new NotYet(error.message);
      throw error;
    }
    const count = left.containers.length + left.networks.length + left.volumes.length;
    empty = count === 0 ? empty + 1 : 0;
    // An `up` that was killed may have been about to make one more.
    return empty >= looks ? true : new NotYet(`${count} things were still there`);
  });
}

function without(found: Belongings, spare: Belongings | undefined, keepVolumes: boolean): Belongings {
  const spared = new Set([
    ...(spare?.containers.map(({ id }) => id) ?? []),
    ...[...(spare?.networks ?? []), ...(spare?.volumes ?? [])].map(({ name }) => name),
  ]);
  return {
    containers: found.containers.filter(({ id }) => !spared.has(id)),
    networks: found.networks.filter(({ name }) => !spared.has(name)),
    volumes: keepVolumes ? [] : found.volumes.filter(({ name }) => !spared.has(name)),
  };
}

async function remove({ containers, networks, volumes }: Belongings): Promise<void> {
  const timeoutMs = removeTimeoutMs;
  if (containers.length > 0) {
    await docker(['rm', '--force', '--volumes', ...containers.map(({ id }) => id)], { timeoutMs });
  }
  for (const { name } of networks) await removeNetwork(name);
  if (volumes.length > 0)
    await docker(['volume', 'rm', '--force', ...volumes.map(({ name }) => name)], { timeoutMs });
}

async function removeNetwork(network: string): Promise<void> {
  try {
    await docker(['network', 'rm', network]);
  } catch (error) {
    if (!(error instanceof RuntimeError) || !error.message.includes('active endpoints')) throw error;
    const format = '{{range .Containers}}{{.Name}} {{end}}';
    const users = (await docker(['network', 'inspect', network, '--format', format])).trim().split(/\s+/);
    const [first = ''] = users;
    // It was one of ours, which is gone by now: the next try succeeds.
    if (first === '') throw error;
    throw new LabError(
      'node-state',
      `network ${network} is still used by ${users.join(', ')}, which klab did not make; take it off: docker network disconnect ${network} ${first}`,
      { cause: error },
    );
  }
}
