/** Tells one run of a container from the next, and how the last one ended: `docker ps` shows neither. */
import { instead } from '../../errors.ts';
import { lines } from '../../words.ts';
import { docker } from './docker.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';

/** One run of a container. */
export type ContainerRun = Pick<NodeStatus, 'life' | 'ended' | 'startedBy'>;

const fields = [
  '{{.Id}}',
  '{{.State.StartedAt}}',
  '{{.State.FinishedAt}}',
  '{{.State.ExitCode}}',
  '{{.State.OOMKilled}}',
  '{{.RestartCount}}',
  '{{.HostConfig.RestartPolicy.Name}}',
];

/** The run of each container, by its id; one that has just been removed is left out. */
export async function runsOf(
  containers: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, ContainerRun>> {
  if (containers.length === 0) return new Map();
  const ids = containers.map(({ id }) => id);
  const asked = docker(['container', 'inspect', '--format', fields.join(' '), ...ids]);
  // Where one of them went between two questions nothing is told of the others either, until the next look.
  return parseRuns(await asked.catch(instead('', 'engine-refused')));
}

/** Reads lines in the format that is asked for here. */
function parseRuns(output: string): ReadonlyMap<string, ContainerRun> {
  return new Map(
    lines(output).map((line) => {
      const [id = '', startedAt = '', finishedAt = '', exitCode = '', outOfMemory, restarts, policy] =
        line.split(' ');
      // The engine's word for never is the first year.
      const hasEnded = !finishedAt.startsWith('0001-');
      const ended = `exit code ${exitCode}${outOfMemory === 'true' ? ', out of memory' : ''}`;
      // Whoever starts it by hand has the engine count anew (moby, container.ResetRestartManager).
      const startedBy = Number(restarts) > 0 && { startedBy: `restart policy ${policy}` };
      return [id, { life: `${id}/${startedAt}`, ...startedBy, ...(hasEnded && { ended }) }];
    }),
  );
}
