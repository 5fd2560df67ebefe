/** `klab list`: topologies and their shape. */
import type { Command } from 'commander';
import { listReport } from '../src/report/text/list-report.ts';
import { createTopology, topologyNames } from '../topologies/index.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  return verb('list', 'List the topologies and their shape.', 'klab list')
    .option('--json', 'print JSON')
    .action(({ json }: CommonOptions) => {
      const topologies = topologyNames.map((name) => createTopology(name).resolve());
      if (!json) {
        console.log(listReport(topologies));
        return;
      }
      printJson({
        topologies: topologies.map(({ name, summary, mode, kafkaVersion, targets, nodes }) => ({
          name,
          summary,
          mode,
          kafkaVersion,
          targets,
          nodes: nodes.map(({ id, role, rack }) => ({ id, role, ...(rack !== undefined && { rack }) })),
        })),
      });
    });
}
