/** `klab list`: topologies and their shape. */
import type { Command } from 'commander';
import { listReport } from '../src/report/text/list-report.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  return withConfig(verb('list', 'List the topologies and their shape.', 'klab list'))
    .option('--json', 'print JSON')
    .action(list);
}

async function list({ json, ...options }: CommonOptions & ConfigOptions): Promise<void> {
  const known = await knownTopologies(options);
  const topologies = known.names.map((name) => known.create(name).resolve());
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
      ...(known.ownNames.includes(name) && { config: known.file }),
    })),
  });
}
