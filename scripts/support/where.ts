/** Options of every verb that takes an instance: where to look for it, and the word that lets a verb break what is not the lab's. */
import type { Command } from 'commander';
import { LabError } from '../../src/index.ts';
import { runtimeNamed } from '../../src/runtimes/choose.ts';
import type { Instance } from '../../src/cluster/runtime.ts';

/** Where to look, as the command line has it. */
export interface WhereOptions {
  /** A context of kubectl's configuration. @default every kind cluster on this machine */
  readonly context?: string;
  /** @default all namespaces; the context's own where one may not look into all */
  readonly namespace?: string;
  readonly yes?: boolean;
}

/** Declares where to look. */
export function withWhere(command: Command): Command {
  return withNamespace(
    command.option(
      '--context <name>',
      'the context of kubectl it is in (default: kind clusters on this machine)',
    ),
  );
}

/** Declares what {@link withWhere} declares beside the context. */
export function withNamespace(command: Command): Command {
  return command.option('--namespace <name>', 'the Kubernetes namespace it is in (default: any)');
}

/** Declares `--yes`. */
export function withYes(command: Command, doing: string): Command {
  return command.option('--yes', `${doing} also what somebody else deployed`);
}

/** A place that was named. */
export type Wanted = Pick<WhereOptions, 'context' | 'namespace'>;

/** The place alone, without what was not said. */
export function findOptions({ context, namespace }: WhereOptions): Wanted {
  return { ...(context !== undefined && { context }), ...(namespace !== undefined && { namespace }) };
}

/** True where the instance is in the place that was named, or none was. */
export function isIn(instance: Instance, where: WhereOptions): boolean {
  const wanted = findOptions(where);
  if (Object.keys(wanted).length === 0) return true;
  return runtimeNamed(instance.runtime).places?.fits(instance, wanted) ?? false;
}

/** @throws LabError `usage` for what somebody else deployed, unless they said yes. */
export function assertMayChange(instance: Instance, doing: string, yes = false): void {
  const { id, foreign, signed, place } = instance;
  if (foreign !== true || yes) return;
  const whose = signed === true ? 'was brought up from another KLAB_HOME' : 'was not brought up by klab';
  const where = place && runtimeNamed(instance.runtime).places?.wordsOf(place);
  throw new LabError('usage', `${id} in ${where} ${whose}; add --yes to ${doing} it all the same`);
}
