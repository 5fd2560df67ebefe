/** Every ready-made topology, resolved, for tests that hold for all of them. */
import type { ResolvedTopology } from '../../src/index.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';

/** All ready-made topologies as they come without options. */
export function allTopologies(): readonly ResolvedTopology[] {
  return topologyNames.map((name) => createTopology(name).resolve());
}

/** One of them. */
export function resolved(name: string): ResolvedTopology {
  return createTopology(name).resolve();
}
