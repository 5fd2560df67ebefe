/** What `down` is about: one instance by name, the only one there is, or all of them. */
import { LabError } from '../errors.ts';
import { partOf } from '../cluster/runtime.ts';
import { isNamed, listInstances } from '../runtimes/instances.ts';
import { runtimeNamed } from '../runtimes/choose.ts';
import { takeDown } from '../runtimes/up/down.ts';
import type { Sighting } from '../runtimes/up/presence.ts';
import { findInstanceIn } from './find/cluster.ts';
import { isIn, seen } from './find/instances.ts';
import type { TopologyRegistry } from './find/registry.ts';
import { assertAllAnswered, searchInstances } from './find/search.ts';
import { assertMayChange, type Wanted } from './find/where.ts';

/**
 * What the lab has stored here: a project on a shared engine that another user brought up is not one's own by default.
 * @param all whether several are meant. @default the only one
 * @throws LabError `ambiguous-instance`
 */
export async function storedInstances(all = false, where: Wanted = {}): Promise<readonly Sighting[]> {
  // What klab was only attached to is nobody's to take down.
  const stored = (await listInstances()).filter(({ runtime }) => runtime !== 'attached');
  const instances = await seen(stored.filter((instance) => isIn(instance, where)));
  const there = withoutGone(instances);
  if (all || there.length <= 1) return all ? instances : there;
  const ids = there.map(({ instance }) => instance.id).join(', ');
  throw new LabError(
    'ambiguous-instance',
    `${there.length} instances are there: ${ids}; name one, or use --all`,
  );
}

/** What is stored of something that has gone counts where nothing else does. */
function withoutGone(found: readonly Sighting[]): readonly Sighting[] {
  const there = found.filter(({ presence }) => presence !== 'nothing');
  return there.length > 0 ? there : found;
}

/**
 * The instance of this name, also one that only its marks tell of; nothing where it is gone already.
 * @throws LabError `ambiguous-instance`, or for a name that is mistyped or that a silent place may have.
 */
export async function instanceToRemove(
  name: string,
  where: Wanted,
  topologies: TopologyRegistry,
): Promise<readonly Sighting[]> {
  const search = await searchInstances(topologies, where, (instance) => isNamed(instance, name));
  const found = withoutGone(search.found);
  try {
    const instance = await findInstanceIn(where, name, { among: found.map((one) => one.instance) });
    return found.filter((one) => one.instance === instance);
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    assertAllAnswered(name, search, topologies);
    // Gone already is what was asked for; a name that is close to one that exists is a mistake.
    if (topologies.isMistyped(name)) throw topologies.unknown(name);
    return [];
  }
}

/** How one that a person chose is taken down. */
export interface TakeDownOptions {
  readonly signal: AbortSignal;
  /** Whether they have said yes to removing what others made. */
  readonly mayRemoveOthers: boolean;
  /** Done once it is certain that it can be taken down, before anything is. */
  readonly before: () => Promise<void>;
}

/** Takes an instance down and removes its data, in one go. @throws LabError for what nobody may remove */
export async function takeNamedDown(
  id: string,
  topologies: TopologyRegistry,
  { signal, mayRemoveOthers, before }: TakeDownOptions,
): Promise<void> {
  const found = await instanceToRemove(id, {}, topologies);
  for (const { instance } of found) {
    partOf(runtimeNamed(instance.runtime), 'lifecycle');
    assertMayChange(instance, 'remove', mayRemoveOthers, 'type its name');
  }
  await before();
  for (const { instance } of found) await takeDown(runtimeNamed(instance.runtime), instance, { signal });
}
