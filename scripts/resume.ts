/** `klab resume`: lets a paused node run again. */
import type { Command } from 'commander';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  return nodeVerb({
    name: 'resume',
    summary: 'Let a paused node run again (SIGCONT).',
    exampleNode: 'broker-2',
    done: 'resumed',
    act: (cluster, nodeId) => cluster.resume(nodeId),
  });
}
