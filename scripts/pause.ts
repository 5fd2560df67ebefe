/** `klab pause`: freezes a node. */
import type { Command } from 'commander';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  return nodeVerb({
    name: 'pause',
    summary: 'Freeze a node (SIGSTOP): it keeps its connections and answers nothing.',
    exampleNode: 'controller',
    done: 'paused',
    breaks: true,
    act: (cluster, nodeId) => cluster.pause(nodeId),
  });
}
