/** All instances on this machine: those that the lab has stored, and those that only their marks tell of. */
import { findMarked, type FoundInstance } from '../../src/runtimes/choose.ts';
import { distDir } from '../../src/runtimes/lifecycle.ts';
import { listInstances } from '../../src/runtimes/instances.ts';
import type { Instance } from '../../src/runtimes/runtime.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';
import { join } from 'node:path';

/**
 * Stored instances, and ready-made topologies that somebody brought up by hand from a generated file.
 * @param leftovers also those of which no node is left, only data or networks: for `down`. @default false
 */
export async function allInstances({ leftovers = false } = {}): Promise<readonly Instance[]> {
  const [stored, marked] = await Promise.all([listInstances(), findMarked()]);
  const others = marked.filter(
    ({ id, topologyName, hasNodes }) =>
      (hasNodes || leftovers) &&
      topologyNames.includes(topologyName) &&
      stored.every((instance) => instance.id !== id),
  );
  return [...stored, ...others.map(asInstance)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** As if `up` had made it: a file that is run by hand comes from the registry, without options. */
function asInstance({ id, runtime, portOffset, topologyName, filesDir }: FoundInstance): Instance {
  return {
    schemaVersion: 1,
    id,
    runtime,
    portOffset,
    topology: createTopology(topologyName).resolve(),
    filesDir: filesDir ?? join(distDir(), topologyName),
    createdAt: new Date().toISOString(),
  };
}
