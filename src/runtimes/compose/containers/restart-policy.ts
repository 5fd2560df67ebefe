/** Keeps a node that is ended dead: the engine may have been told to start its container again, with `docker update`. */
import { LabError } from '../../../errors.ts';
import { docker } from '../../docker/docker.ts';
import type { NodeContainer } from './marked-things.ts';

/**
 * Asserts that nobody but a person starts a node again that is about to be ended. Engines differ in which ends they
 * answer with a start, and all start such a container with themselves.
 * @throws LabError `node-state` with the command that takes the policy back.
 */
export async function assertStaysDead({ id, name, nodeId }: NodeContainer): Promise<void> {
  const policy = (await docker(['inspect', '--format', '{{.HostConfig.RestartPolicy.Name}}', id])).trim();
  if (policy === '' || policy === 'no') return;
  throw new LabError(
    'node-state',
    `${nodeId} might not stay dead: the engine may start its container again (restart policy ${policy}); take that back first: docker update --restart=no ${name}`,
  );
}
