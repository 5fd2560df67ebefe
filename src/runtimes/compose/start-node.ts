/** Starts one node again: its container where it has one, else a new one on the data it had. */
import { RuntimeError } from '../../errors.ts';
import { assertPortsFree } from '../host/ports.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { NodeContainer } from './containers/marked-things.ts';
import { publishedPortsOf, readComposeFile } from './compose-file.ts';
import { docker } from '../docker/docker.ts';
import { composeEnvironment } from './environment.ts';
import { containerPublishing } from '../docker/port-holder.ts';
import { projectArgs, upOptions } from './containers/compose-command.ts';

/** Making a container takes a second; on a busy machine, several. */
const startTimeoutMs = 60_000;

/**
 * Returns once the container runs.
 * @param container the node's own; absent when somebody has removed it.
 * @throws LabError `port-taken` when a port of the node has been taken meanwhile.
 */
export async function startNode(
  instance: Instance,
  nodeId: string,
  container: NodeContainer | undefined,
): Promise<void> {
  const env = await composeEnvironment(instance);
  // A file of something else would make something else.
  if (container === undefined) await readComposeFile(instance);
  const create = ['compose', ...projectArgs(instance), 'up', ...upOptions, '--no-deps', nodeId];
  const args = container === undefined ? create : ['start', container.id];
  try {
    await docker(args, { env, timeoutMs: startTimeoutMs });
  } catch (error) {
    // The engine names the address; a person needs to know who has it.
    if (isPortConflict(error)) {
      await assertPortsFree(
        publishedPortsOf(await readComposeFile(instance), [nodeId], env),
        containerPublishing,
      );
    }
    throw error;
  }
}

/** How engines say that a port is taken (libnetwork port allocator; the kernel). */
function isPortConflict(error: unknown): boolean {
  if (!(error instanceof RuntimeError)) return false;
  return /port is already allocated|address already in use/.test(
    [error.message, ...error.details].join('\n'),
  );
}
