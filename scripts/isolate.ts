/** `klab isolate`: cuts a node off, while it goes on running. */
import { Option, type Command } from 'commander';
import { isolations, type Isolation } from '../src/cluster/node-status.ts';
import { nodeVerb } from './support/node-verb.ts';

/** Declares the verb. */
export function command(): Command {
  const from = new Option('--from <whom>', 'from every node and all clients, every node, or the controllers')
    .choices(isolations)
    .default('all');
  return nodeVerb({
    name: 'isolate',
    summary: 'Cut a node off from others, open connections included; it goes on running.',
    exampleNode: 'broker-2 --from controllers',
    done: 'cut off',
    breaks: true,
    option: from,
    act: (cluster, nodeId, whom) => cluster.isolate(nodeId, whom as Isolation),
  });
}
