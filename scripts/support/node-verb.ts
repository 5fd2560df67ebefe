/** The verbs that do one thing to one node, some of them to a rack: kill, stop, start, pause, resume, isolate. */
import type { Command, Option } from 'commander';
import pc from 'picocolors';
import { rackIn } from '../../src/client/nodes/select-node.ts';
import { servicesInTrouble } from '../../src/client/services/trouble.ts';
import { LabError } from '../../src/index.ts';
import type { ResolvedTopology } from '../../src/kafka/node.ts';
import { humanDuration } from '../../src/report/text/table.ts';
import { lackingMajority, untilAnswering } from '../../src/client/nodes/answering.ts';
import { nodeCommand } from '../../src/client/nodes/node-command.ts';
import { nodesOfRack } from '../../src/cluster/racks.ts';
import type { Instance } from '../../src/cluster/runtime.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { acting, type Doing } from './acting.ts';
import { clusterNamed, nodeNamed } from './cluster.ts';
import { terminalProgress } from './progress.ts';
import { printJson, verb, type CommonOptions } from './verb.ts';
import { withWhere, withYes, type WhereOptions } from './where.ts';

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

/** A broker of ZooKeeper mode comes back once its old session has ended, and starts again after that; in milliseconds. */
function answerTimeoutMs({ mode, sessionTimeoutMs }: ResolvedTopology): number {
  return 60_000 + (mode === 'zookeeper' ? 2 * sessionTimeoutMs : 0);
}

interface NodeVerbOptions extends CommonOptions, WhereOptions {}

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
      const cluster = await clusterNamed(topology, {
        ...where,
        ...(breaks && { breaking: name }),
        attach: false,
      });
      const { what, act } = await target(declared, selector, cluster, chosen);
      const startedAt = performance.now();
      await acting(doing(declared, what, cluster.instance), act);
      const silent = declared.awaitsAnswer ? await silence(cluster, what, json) : undefined;
      // What came back may have left others behind that depend on it.
      const troubles = declared.awaitsAnswer && silent === undefined ? await troublesOf(cluster) : [];
      const durationMs = performance.now() - startedAt;
      if (json)
        printJson({
          instance: cluster.instance.id,
          ...what,
          ...(option && { [own]: chosen }),
          done: name,
          ...(declared.awaitsAnswer && { answers: silent === undefined }),
          ...(troubles.length > 0 && { troubles }),
          durationMs,
        });
      else report(declared.done, what, durationMs, silent, troubles);
    });
  if (option !== undefined) command.addOption(option);
  return breaks ? withYes(withWhere(command), name) : withWhere(command);
}

/** What is broken or healed, as `--json` has it. */
interface Acted {
  readonly node?: string;
  readonly rack?: string;
  /** Ids of the nodes in the rack. */
  readonly nodes?: readonly string[];
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

async function target(
  { act, actOnRack }: NodeVerb,
  selector: string,
  cluster: RunningCluster,
  chosen?: string,
): Promise<{ what: Acted; act: () => Promise<void> }> {
  const rack = rackIn(selector);
  if (rack !== undefined && actOnRack !== undefined) {
    const nodes = nodesOfRack(cluster.topology, rack).map(({ id }) => id);
    return { what: { rack, nodes }, act: () => actOnRack(cluster, rack) };
  }
  const { id } = await nodeNamed(selector, cluster);
  return { what: { node: id }, act: () => act(cluster, id, chosen) };
}

/** Why what was started does not answer; undefined when it does. */
async function silence(
  cluster: RunningCluster,
  { node, nodes = [] }: Acted,
  json?: boolean,
): Promise<string | undefined> {
  const ids = node === undefined ? nodes : [node];
  const progress = terminalProgress(json);
  progress.step(`waiting until ${ids.join(', ')} answer${ids.length === 1 ? 's' : ''}`);
  const pending = {
    done: `${ids.join(', ')} was started`,
    unsure: `${ids.join(', ')} was started, and may not answer yet`,
    next: [`see how it is: ${nodeCommand(cluster.instance, 'status')}`],
  };
  try {
    return await acting(pending, async () => {
      try {
        await cluster.attach?.();
      } catch (error) {
        // It was started all the same.
        if (error instanceof LabError) return error.message;
        throw error;
      }
      const wait = {
        timeoutMs: answerTimeoutMs(cluster.topology),
        onPending: (reason: string) => progress.update(reason),
      };
      return (await lackingMajority(cluster, ids)) ?? (await untilAnswering(cluster, ids, wait));
    });
  } finally {
    progress.stop();
  }
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

function troublesOf({ topology, instance }: RunningCluster): Promise<readonly string[]> {
  return servicesInTrouble(topology, instance.portOffset);
}
