/** The verbs that do one thing to one node, some of them to a rack: kill, stop, start, pause, resume, isolate. */
import type { Command, Option } from 'commander';
import pc from 'picocolors';
import { clusterNamed } from '../../src/app/find/cluster.ts';
import type { WhereOptions } from '../../src/app/find/where.ts';
import { silenceOf, targetOf, troublesOf, type Acted } from '../../src/app/node.ts';
import { comebackWords, comesBack } from '../../src/client/nodes/comes-back.ts';
import { nodeCommand } from '../../src/client/nodes/node-command.ts';
import type { Instance } from '../../src/cluster/instance.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { humanDuration } from '../../src/report/text/table.ts';
import { acting, type Doing } from './acting.ts';
import { interrupted } from './interruption.ts';
import { withWhere, withYes } from './options.ts';
import { terminalProgress } from './progress.ts';
import { topologiesToFind, type ConfigOptions } from './topologies.ts';
import { printJson, verb, type CommonOptions } from './verb.ts';

/** What one of these verbs does and how it says so. */
export interface NodeVerb {
  readonly name: 'kill' | 'stop' | 'start' | 'pause' | 'resume' | 'isolate';
  readonly summary: string;
  /** A selector for the example of `--help`. */
  readonly exampleNode: string;
  /** How it reads when done, before the node's id. */
  readonly done: string;
  /** Whether it breaks something, which needs a word where the cluster is somebody else's. @default false: it heals */
  readonly breaks?: boolean;
  /** An option that only this verb has; `--json` prints it too. @default none */
  readonly option?: Option;
  /** @param chosen what the verb's own option says. */
  readonly act: (cluster: RunningCluster, nodeId: string, chosen?: string) => Promise<void>;
  /** What it does to all nodes of a rack at once. @default a rack is refused */
  readonly actOnRack?: (cluster: RunningCluster, rack: string) => Promise<void>;
  /** Whether it ends only once the nodes answer, or have had their time. @default false */
  readonly awaitsAnswer?: boolean;
}

interface NodeVerbOptions extends CommonOptions, WhereOptions, ConfigOptions {}

/** Declares such a verb. */
export function nodeVerb(declared: NodeVerb): Command {
  const { name, summary, exampleNode, actOnRack, option, breaks = false } = declared;
  const rack = actOnRack === undefined ? '' : ', rack:NAME';
  const command = verb(name, summary, `klab ${name} multi-broker ${exampleNode}`)
    .argument('<topology>', 'a topology or an instance that is up')
    .argument('<node>', `a node id, leader:TOPIC/PARTITION${rack}, or controller`)
    .option('--json', 'print JSON')
    .action(async (topology: string, selector: string, { json, ...where }: NodeVerbOptions) => {
      const own = option?.attributeName() ?? '';
      const { [own]: chosen } = where as { readonly [name: string]: string | undefined };
      const cluster = await clusterNamed(topology, await topologiesToFind(where), {
        ...where,
        ...(breaks && { breaking: name }),
        attach: false,
      });
      const { what, act } = await targetOf(
        {
          onNode: (found, nodeId) => declared.act(found, nodeId, chosen),
          ...(actOnRack !== undefined && { onRack: actOnRack }),
        },
        selector,
        cluster,
      );
      const endsIt = name === 'kill' || name === 'stop';
      const comeback = endsIt && what.node !== undefined ? comebackWords(cluster, what.node) : undefined;
      if (comeback !== undefined) console.error(`${pc.yellow('!')} ${comeback}`);
      const startedAt = performance.now();
      await acting(doing(declared, what, cluster.instance), act);
      const endedAt = performance.now();
      const silent = declared.awaitsAnswer ? await silence(cluster, nodesIn(what), json) : undefined;
      // What came back may have left others behind that depend on it.
      const troubles = declared.awaitsAnswer && silent === undefined ? await troublesOf(cluster) : [];
      const durationMs = performance.now() - startedAt;
      if (comeback !== undefined && !json) report(declared.done, what, durationMs, undefined, []);
      const isBack = comeback === undefined ? undefined : await back(cluster, what.node!, json);
      const awayMs = performance.now() - endedAt;
      if (json)
        printJson({
          instance: cluster.instance.id,
          ...what,
          ...(option && { [own]: chosen }),
          done: name,
          ...(declared.awaitsAnswer && { answers: silent === undefined }),
          ...(troubles.length > 0 && { troubles }),
          ...(isBack !== undefined && { comesBack: comeback, backAfterMs: isBack ? awayMs : null }),
          durationMs,
        });
      else if (isBack === true)
        console.log(`${what.node} came back by itself after ${humanDuration(awayMs)}`);
      else if (isBack === false)
        console.error(`${pc.yellow('!')} ${what.node} is not back after ${humanDuration(awayMs)}`);
      else report(declared.done, what, durationMs, silent, troubles);
    });
  if (option !== undefined) command.addOption(option);
  return breaks ? withYes(withWhere(command), name) : withWhere(command);
}

/** What may be so of a node when nobody waits for the end of a verb, and the verb that brings it back. */
const interruptions: Readonly<
  Record<NodeVerb['name'], { readonly unsure: string; readonly mend: 'start' | 'resume' | 'heal' }>
> = {
  kill: { unsure: 'may still be ending', mend: 'start' },
  stop: { unsure: 'may still be stopping', mend: 'start' },
  start: { unsure: 'may still be starting', mend: 'start' },
  pause: { unsure: 'may be paused', mend: 'resume' },
  resume: { unsure: 'may still be paused', mend: 'resume' },
  isolate: { unsure: 'may be cut off, or from some only', mend: 'heal' },
};

function doing({ name, done }: NodeVerb, { node, rack }: Acted, instance: Instance): Doing {
  const { unsure, mend } = interruptions[name];
  const what = rack === undefined ? `${node}` : `rack ${rack}`;
  const target = rack === undefined ? node : `rack:${rack}`;
  return {
    done: `${what} was ${done}`,
    unsure: `${what} ${unsure}`,
    next: [
      `see how it is: ${nodeCommand(instance, 'status')}`,
      `bring it back: ${nodeCommand(instance, mend, target)}`,
    ],
  };
}

/** Why what was started does not answer; undefined when it does. */
async function silence(
  cluster: RunningCluster,
  ids: readonly string[],
  json?: boolean,
): Promise<string | undefined> {
  const progress = terminalProgress(json);
  progress.step(`waiting until ${ids.join(', ')} answer${ids.length === 1 ? 's' : ''}`);
  const pending = {
    done: `${ids.join(', ')} was started`,
    unsure: `${ids.join(', ')} was started, and may not answer yet`,
    next: [`see how it is: ${nodeCommand(cluster.instance, 'status')}`],
  };
  try {
    return await acting(pending, () => silenceOf(cluster, ids, (reason) => progress.update(reason)));
  } finally {
    progress.stop();
  }
}

/** A container that ended several times before is let wait for minutes by Kubernetes. */
const comebackTimeoutMs = 120_000;

/** Whether what starts it by itself has done so in time. */
async function back(cluster: RunningCluster, nodeId: string, json?: boolean): Promise<boolean> {
  const progress = terminalProgress(json);
  progress.step(`waiting until ${nodeId} comes back`);
  const pending = {
    done: `${nodeId} came back`,
    unsure: `${nodeId} may not be back yet`,
    next: [`see how it is: ${nodeCommand(cluster.instance, 'status')}`],
  };
  const wait = { timeoutMs: comebackTimeoutMs, intervalMs: 100, signal: interrupted };
  try {
    return await acting(pending, () => comesBack(cluster, nodeId, wait));
  } finally {
    progress.stop();
  }
}

function nodesIn({ node, nodes = [] }: Acted): readonly string[] {
  return node === undefined ? nodes : [node];
}

function report(
  done: string,
  { node, rack, nodes = [] }: Acted,
  durationMs: number,
  silent: string | undefined,
  troubles: readonly string[],
): void {
  const what = rack === undefined ? pc.bold(node) : `${pc.bold(`rack ${rack}`)} with ${nodes.join(', ')}`;
  // What does not answer was started, and that is all that can be said of it.
  if (silent === undefined) console.log(`${pc.green('✔')} ${done} ${what} (${humanDuration(durationMs)})`);
  else
    console.error(
      `${pc.yellow('!')} ${done} ${what} (${humanDuration(durationMs)}), no answer yet: ${silent}`,
    );
  for (const trouble of troubles) console.error(`${pc.yellow('!')} ${trouble}`);
}
