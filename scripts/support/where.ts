/** Options of every verb that takes an instance: where to look for it, and the word that lets a verb break what is not the lab's. */
import type { Command } from 'commander';
import { LabError } from '../../src/index.ts';
import type { FindOptions } from '../../src/cluster/found.ts';
import type { Instance } from '../../src/cluster/runtime.ts';

/** Where to look, as the command line has it. */
export interface WhereOptions extends FindOptions {
  readonly yes?: boolean;
}

/** Declares the options of {@link FindOptions}. */
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

/** The place alone, without what was not said. */
export function findOptions({ context, namespace }: WhereOptions): FindOptions {
  return { ...(context !== undefined && { context }), ...(namespace !== undefined && { namespace }) };
}

/** True where the instance is in the place that was named, or none was. */
export function isIn({ kubernetes }: Instance, { context, namespace }: FindOptions): boolean {
  return (
    (context === undefined || kubernetes?.context === context) &&
    (namespace === undefined || kubernetes?.namespace === namespace)
  );
}

/** @throws LabError `usage` for what somebody else deployed, unless they said yes. */
export function assertMayChange(instance: Instance, doing: string, yes = false): void {
  const { id, foreign, signed, kubernetes } = instance;
  if (foreign !== true || yes) return;
  const whose = signed === true ? 'was brought up from another KLAB_HOME' : 'was not brought up by klab';
  const place = `in namespace ${kubernetes?.namespace} of context ${kubernetes?.context}`;
  throw new LabError('usage', `${id} ${place} ${whose}; add --yes to ${doing} it all the same`);
}
