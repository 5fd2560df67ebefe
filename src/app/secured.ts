/** `--secure`: any topology, secured as a person would want it who says no more than that. */
import type { SecurityProps } from '../constructs/security-props.ts';
import type { Topology, TopologyOptions } from '../constructs/topology.ts';
import type { TopologyRegistry } from './find/registry.ts';

/** Every default, and somebody who may come in. */
const security: SecurityProps = { superUsers: ['admin'] };

/** A topology by name, secured; one that is so by itself stays as it is. @throws LabError `unknown-topology` */
export function createSecured(
  topologies: TopologyRegistry,
  name: string,
  options: TopologyOptions,
): Topology {
  const own = topologies.create(name, options);
  return own.kafka?.cluster.security === undefined ? topologies.create(name, { ...options, security }) : own;
}
