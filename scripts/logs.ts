/** `klab logs`: the last log lines of one node or of all. */
import type { Command } from 'commander';
import pc from 'picocolors';
import type { WhereOptions } from '../src/app/find/where.ts';
import { clusterNamed, nodeNamed } from '../src/app/find/cluster.ts';
import { withWhere } from './support/options.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface LogsOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly lines: number;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'logs',
    'Show the last log lines of a node, or of every node.',
    'klab logs multi-broker broker-1 --lines 50',
  )
    .argument('<topology>', 'a topology or an instance')
    .argument('[node]', 'a node id, leader:TOPIC/PARTITION, or controller; all nodes when none is named')
    .option('--lines <n>', 'lines of each node', wholeNumber('--lines', 1, 1_000_000), 20)
    .option('--json', 'print JSON')
    .action(
      async (topology: string, selector: string | undefined, { lines, json, ...where }: LogsOptions) => {
        const cluster = await clusterNamed(topology, await topologiesToFind(where), {
          ...where,
          attach: false,
        });
        const nodes = selector === undefined ? cluster.topology.nodes : [await nodeNamed(selector, cluster)];
        const logs = await Promise.all(
          nodes.map(async ({ id }) => ({ node: id, lines: await cluster.logs(id, lines) })),
        );
        if (json) {
          printJson({ instance: cluster.instance.id, logs });
          return;
        }
        for (const log of logs) {
          if (nodes.length > 1) console.log(pc.bold(`── ${log.node}`));
          for (const line of log.lines) console.log(line);
        }
      },
    );
  return withWhere(declared);
}
