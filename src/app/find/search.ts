/** What a verb says of a name that it did not find where not every place answered: nobody knows. */
import { RuntimeError, type LabError } from '../../errors.ts';
import type { Sighting } from '../../runtimes/up/presence.ts';
import type { Instance } from '../../cluster/instance.ts';
import { allInstances, seen } from './instances.ts';
import type { TopologyRegistry } from './registry.ts';
import type { Wanted } from './where.ts';

/** What was found, and why not everything could be looked at. */
export interface Search {
  readonly found: readonly Sighting[];
  readonly silences: readonly LabError[];
}

/** All instances as far as anybody answers, data that was kept and records of what has gone included. */
export async function searchInstances(
  topologies: TopologyRegistry,
  where: Wanted,
  isWanted: (instance: Instance) => boolean = () => true,
): Promise<Search> {
  const silences: LabError[] = [];
  const onSilence = (error: LabError): unknown => silences.push(error);
  const all = await allInstances(topologies, { ...where, leftovers: true, onSilence });
  return { found: await seen(all.filter(isWanted)), silences };
}

/** @throws LabError for a name that was not found where it may be; nothing where every place answered. */
export function assertAllAnswered(
  name: string,
  { silences }: Pick<Search, 'silences'>,
  topologies: TopologyRegistry,
): void {
  const [first, ...others] = silences;
  // What is called so is on this host, without an engine.
  if (first === undefined || /-local(-\d+)?$/.test(name)) return;
  if (topologies.isMistyped(name)) throw topologies.unknown(name);
  throw new RuntimeError(first.code, `nobody knows whether ${name} is up: ${first.message}`, {
    cause: first,
    details: others.map(({ message }) => message),
  });
}
