/** Every instance in one line, whatever of it is there. */
import { LabError } from '../errors.ts';
import type { InstanceLine } from '../report/text/status-report.ts';
import { runtimeOf } from '../runtimes/choose.ts';
import { listInstances } from '../runtimes/instances.ts';
import type { Sighting } from '../runtimes/up/presence.ts';
import { asItStands } from './change/members.ts';
import { seen } from './find/instances.ts';
import type { TopologyRegistry } from './find/registry.ts';
import { searchInstances } from './find/search.ts';
import type { Wanted } from './find/where.ts';

/** All instances, and which places did not say what they have. */
export interface InstancesInShort {
  readonly lines: readonly InstanceLine[];
  readonly silent: readonly string[];
}

/** Looks at every instance. */
export async function instancesInShort(
  topologies: TopologyRegistry,
  where: Wanted,
): Promise<InstancesInShort> {
  const { found, silences } = await searchInstances(topologies, where);
  const there = found.filter(({ presence }) => presence !== 'nothing');
  return {
    lines: await Promise.all(there.map(lineOf)),
    silent: silences.map(({ message }) => message),
  };
}

/** Looks at the instances that are stored on this machine, and at no engine for others: cheap enough to be asked often. */
export async function hereInShort(): Promise<readonly InstanceLine[]> {
  const there = (await seen(await listInstances())).filter(({ presence }) => presence !== 'nothing');
  return await Promise.all(there.map(lineOf));
}

/** One runtime that cannot look must not hide the instances of the others, and does not know of its own. */
async function lineOf({ instance, presence, data }: Sighting): Promise<InstanceLine> {
  let total = instance.topology.nodes.length;
  if (presence === 'data') return { instance, total, running: 0, dataKept: data };
  try {
    const now = await asItStands(instance);
    total = now.topology.nodes.length;
    const nodes = await runtimeOf(instance).observe.status(now);
    return { instance, total, running: nodes.filter(({ state }) => state === 'running').length };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { instance, total, unknown: error.message };
  }
}
