/** `klab heal`: lets nodes that were cut off reach everything again. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { LabError, UsageError } from '../src/index.ts';
import { humanDuration } from '../src/report/text/table.ts';
import { nodeCommand } from '../src/client/nodes/node-command.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { acting } from './support/acting.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { clusterNamed, nodeNamed } from '../src/app/find/cluster.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';
import { withWhere } from './support/options.ts';

interface HealOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly all?: boolean;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'heal',
    'Let a node that was cut off reach everything again.',
    'klab heal multi-broker broker-2',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('[node]', 'a node id, leader:TOPIC/PARTITION, or controller')
    .option('--all', 'heal every node that is cut off')
    .option('--json', 'print JSON')
    .action(healNodes);
  return withWhere(declared);
}

async function healNodes(
  topology: string,
  selector: string | undefined,
  { all = false, json, ...where }: HealOptions,
): Promise<void> {
  if (all === (selector !== undefined)) {
    throw new UsageError(
      all ? `--all heals "${selector}" too; leave one of them away` : 'name a node, or use --all',
    );
  }
  const cluster = await clusterNamed(topology, await topologiesToFind(where), { ...where, attach: false });
  const nodes = selector === undefined ? await allCutOff(cluster) : [(await nodeNamed(selector, cluster)).id];
  const startedAt = performance.now();
  const { instance } = cluster;
  const doing = {
    done: `${nodes.join(', ')} was healed`,
    unsure: `${nodes.join(', ')} may still be cut off`,
    next: [
      `see how it is: ${nodeCommand(instance, 'status')}`,
      ...nodes.map((id) => `bring it back: ${nodeCommand(instance, 'heal', id)}`),
    ],
  };
  await acting(doing, () => Promise.all(nodes.map((id) => cluster.heal(id))));
  const durationMs = performance.now() - startedAt;
  if (json) printJson({ instance: cluster.instance.id, nodes, done: 'heal', durationMs });
  else console.log(`${pc.green('✔')} healed ${pc.bold(nodes.join(', '))} (${humanDuration(durationMs)})`);
}

async function allCutOff(cluster: RunningCluster): Promise<readonly string[]> {
  const ids = (await cluster.status()).filter(({ isolated }) => isolated !== undefined).map(({ id }) => id);
  if (ids.length > 0) return ids;
  throw new LabError('node-state', `no node of ${cluster.instance.id} is cut off`);
}
