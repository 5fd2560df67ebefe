/** What Docker has that carries an instance's label, as data. */
import type { NodeState } from '../../../cluster/node-status.ts';

/** One container that carries the instance's label. */
export interface MarkedContainer {
  readonly id: string;
  readonly name: string;
  /** Absent on containers that the lab uses for a moment, such as to ask a listener from within a network. */
  readonly nodeId?: string;
  readonly state: NodeState;
  /** Compose's project; absent on containers that compose did not make. */
  readonly project?: string;
  /** Names of the networks that it is on, as the engine knows them; also of one that does not run. */
  readonly networks: readonly string[];
}

/** One network or volume that carries the instance's label. */
export interface MarkedThing {
  readonly name: string;
  /** What the file calls it, such as `cluster`; the engine's name has the project's before it. */
  readonly key: string;
  /** The node whose data a volume holds; empty on networks. */
  readonly nodeId: string;
  /** Compose's project. */
  readonly project?: string;
}

/** What an instance has. */
export interface Belongings {
  readonly containers: readonly MarkedContainer[];
  readonly networks: readonly MarkedThing[];
  readonly volumes: readonly MarkedThing[];
}

/** A container of a node. */
export type NodeContainer = MarkedContainer & { readonly nodeId: string };

/** True for the containers of nodes. */
export function isNode(container: MarkedContainer): container is NodeContainer {
  return container.nodeId !== undefined;
}
