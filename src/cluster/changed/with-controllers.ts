/** A topology with other controllers: what a cluster becomes whose voters are changed while it runs. */
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { withSuperUsers } from './super-users.ts';

/** Controllers that are nodes of their own. */
export function isolatedControllers({ nodes }: Pick<ResolvedTopology, 'nodes'>): readonly LabNode[] {
  return nodes.filter(({ role }) => role === 'controller');
}

/**
 * The topology with controllers of these numbers: those that it has, and further ones as the first of them. A controller's port
 * follows from its number, so that none ever gets another's.
 */
export function withControllers(topology: ResolvedTopology, numbers: readonly number[]): ResolvedTopology {
  const now = isolatedControllers(topology);
  const first = now[0];
  if (first === undefined) return topology;
  const controllers = numbers.map(
    (number) => now.find((node) => node.number === number) ?? furtherController(first, number),
  );
  const gone = new Set(now.map(({ id }) => id));
  const ids = controllers.map(({ id }) => id);
  const others = topology.nodes
    .filter(({ id }) => !gone.has(id))
    .map((node): LabNode => ({
      ...node,
      dependsOn: node.dependsOn.some((id) => gone.has(id))
        ? [...ids, ...node.dependsOn.filter((id) => !gone.has(id))]
        : node.dependsOn,
    }));
  return withSuperUsers({ ...topology, quorumBegun: true, nodes: [...controllers, ...others] });
}

/** The topology as it would have been made with a dynamic quorum of the same voters. */
export function withDynamicQuorum(topology: ResolvedTopology): ResolvedTopology {
  return { ...topology, dynamicQuorum: true, quorumBegun: true };
}

function furtherController(first: LabNode, number: number): LabNode {
  const { rack: _, ...shared } = first;
  const step = number - first.number;
  return {
    ...shared,
    id: `${first.id.slice(0, -String(first.number).length)}${number}`,
    number,
    settings: { ...first.settings, 'node.id': String(number) },
    listeners: first.listeners.map((listener) => ({ ...listener, port: listener.port + step })),
  };
}
