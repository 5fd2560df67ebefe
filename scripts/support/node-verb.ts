/** The verbs that do one thing to one node: kill, stop, start, pause, resume. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { selectNode } from '../../src/client/select-node.ts';
import { humanDuration } from '../../src/report/table.ts';
import type { RunningCluster } from '../../src/runtimes/runtime.ts';
import { clusterNamed } from './cluster.ts';
import { printJson, verb, type CommonOptions } from './verb.ts';

/** What one of these verbs does and how it says so. */
export interface NodeVerb {
  readonly name: string;
  readonly summary: string;
  /** A selector for the example of `--help`. */
  readonly exampleNode: string;
  /** How it reads when done, before the node's id. */
  readonly done: string;
  readonly act: (cluster: RunningCluster, nodeId: string) => Promise<void>;
}

/** Declares such a verb. */
export function nodeVerb({ name, summary, exampleNode, done, act }: NodeVerb): Command {
  return verb(name, summary, `klab ${name} multi-broker ${exampleNode}`)
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('<node>', 'a node id, leader:TOPIC/PARTITION, or controller')
    .option('--json', 'print JSON')
    .action(async (topology: string, selector: string, { json }: CommonOptions) => {
      const cluster = await clusterNamed(topology);
      const node = await selectNode(selector, cluster);
      const startedAt = performance.now();
      await act(cluster, node.id);
      const durationMs = performance.now() - startedAt;
      if (json) printJson({ instance: cluster.instance.id, node: node.id, done: name, durationMs });
      else console.log(`${pc.green('✔')} ${done} ${pc.bold(node.id)} (${humanDuration(durationMs)})`);
    });
}
