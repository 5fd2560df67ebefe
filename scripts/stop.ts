/** `klab stop`: ends a node in order. */
import type { Command } from 'commander';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  return nodeVerb({
    name: 'stop',
    summary: 'End a node in order (SIGTERM): a broker hands over its leaders first.',
    exampleNode: 'broker-2',
    done: 'stopped',
    breaks: true,
    act: (cluster, nodeId) => cluster.stop(nodeId),
  });
}
