/** Options that several verbs have: where a cluster is or goes, what it is brought up with, and what may be done to it. */
import { InvalidArgumentError, type Command } from 'commander';
import type { WhereOptions } from '../../src/app/find/where.ts';
import type { PortOffset } from '../../src/app/free-offset.ts';
import type { PlaceOptions } from '../../src/app/place.ts';
import type { WithClusterOptions } from '../../src/app/with-cluster.ts';
import { addableServices, UsageError } from '../../src/index.ts';
import { maxPortOffset } from '../../src/kafka/ports.ts';
import { withConfig, type ConfigOptions } from './topologies.ts';
import { wholeNumber } from './verb.ts';

/** What a verb may be told of a cluster that it brings up for its work alone, or that is up. */
export interface ClusterVerbOptions extends PlaceOptions, WhereOptions, ConfigOptions {
  readonly up?: boolean;
  readonly on?: string;
  readonly isolatable?: boolean;
  readonly with?: readonly string[];
  readonly portOffset?: PortOffset;
}

/** Declares where to look for what runs, and where the topologies are that it may be of. */
export function withWhere(command: Command): Command {
  return withNamespace(
    withConfig(command).option(
      '--context <name>',
      'the context of kubectl it is in (default: kind clusters on this machine)',
    ),
  );
}

/** Declares what {@link withWhere} declares beside the context. */
export function withNamespace(command: Command): Command {
  return command.option('--namespace <name>', 'the Kubernetes namespace it is in (default: any)');
}

/** Declares the word that lets a verb break what is not the lab's. */
export function withYes(command: Command, doing: string): Command {
  return command.option('--yes', `${doing} also what somebody else deployed`);
}

/** Declares where on Kubernetes something is brought up. */
export function withPlaceOptions(command: Command): Command {
  return command
    .option('--context <name>', 'on kubernetes: an existing context of kubectl, whose cluster is only used')
    .option(
      '--cluster <name>',
      "on kubernetes: a kind cluster, made if it is not there (default: the topology's own)",
    )
    .option(
      '--node-image <image>',
      "on kubernetes: image of a kind cluster that is made (default: KLAB_KIND_NODE_IMAGE, else kind's own)",
    );
}

/** Declares `--with`: side services that the topology does not have by itself. */
export function withServices(command: Command): Command {
  return command.option(
    '--with <services>',
    `add side services, with commas between: ${addableServices.join(', ')}`,
    (text: string) => {
      const names = text.split(',').map((name) => name.trim());
      if (names.includes('')) throw new InvalidArgumentError('name services with one comma between');
      return names;
    },
  );
}

/** Declares `--isolatable`, for nodes that may be cut off later. */
export function withIsolatable(command: Command): Command {
  return command.option(
    '--isolatable',
    'on local: lead all traffic through links that can be cut (klab isolate); elsewhere nothing needs preparing',
  );
}

/** Declares `--port-offset` of the verbs that may bring a cluster up for their work alone. */
export function withPortOffset(command: Command): Command {
  return command.option(
    '--port-offset <n>',
    'with --up: add to every port, to leave other instances alone; free finds a number',
    portOffset,
  );
}

/** Parses a port offset: a number, or `free`. @throws LabError for anything else. */
export function portOffset(text: string): PortOffset {
  return text === 'free' ? text : wholeNumber('--port-offset', 0, maxPortOffset)(text);
}

/** Where a verb's cluster comes from. @throws UsageError for what means something only beside `--up`. */
export function clusterAsked(options: ClusterVerbOptions): WithClusterOptions {
  const { up, on, isolatable = false, with: services, portOffset: offset, ...where } = options;
  const forOneThatIsUp = (option: string, fix: string): UsageError =>
    new UsageError(`${option} is for a cluster that is brought up; add --up, or ${fix}`);
  if (!up && services !== undefined) throw forOneThatIsUp('--with', 'drop it');
  if (!up && isolatable) throw forOneThatIsUp('--isolatable', 'drop it');
  if (!up && offset !== undefined) throw forOneThatIsUp('--port-offset', 'name the instance');
  return { up, on, isolatable, services, portOffset: offset, where };
}
