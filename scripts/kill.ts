/** `klab kill`: ends a node at once, as a crash would. */
import type { Command } from 'commander';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  return nodeVerb({
    name: 'kill',
    summary: 'End a node, or a whole rack, at once, as a crash would (SIGKILL).',
    exampleNode: 'leader:orders/0',
    done: 'killed',
    breaks: true,
    act: (cluster, nodeId) => cluster.kill(nodeId),
    actOnRack: (cluster, rack) => cluster.killRack(rack),
  });
}
