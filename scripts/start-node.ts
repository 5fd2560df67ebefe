/** `klab start`: starts a node that was killed or stopped. */
import type { Command } from 'commander';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  return nodeVerb({
    name: 'start',
    summary:
      'Start a node, or a whole rack, that was killed or stopped, on the data it had, and wait until it answers.',
    exampleNode: 'broker-2',
    done: 'started',
    act: (cluster, nodeId) => cluster.start(nodeId),
    actOnRack: (cluster, rack) => cluster.startRack(rack),
    awaitsAnswer: true,
  });
}
