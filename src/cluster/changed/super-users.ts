/** Whom the nodes of a secured cluster let do everything: one another, by the names in their certificates. */
import { isBroker, isController, type ResolvedTopology } from '../../kafka/node.ts';
import { superUsersSetting } from '../../kafka/security/users.ts';

const setting = 'super.users';

/** The topology whose nodes know those that it has now; unchanged where nobody is asked for a name. */
export function withSuperUsers(topology: ResolvedTopology): ResolvedTopology {
  const { security, nodes } = topology;
  if (security === undefined) return topology;
  const ids = nodes.filter((node) => isBroker(node) || isController(node)).map(({ id }) => id);
  const value = superUsersSetting(security, ids);
  return {
    ...topology,
    nodes: nodes.map((node) =>
      node.settings[setting] === undefined
        ? node
        : { ...node, settings: { ...node.settings, [setting]: value } },
    ),
  };
}

/** Ids of nodes that both have, and that know others in the second than in the first. */
export function knowingOthers(from: ResolvedTopology, to: ResolvedTopology): readonly string[] {
  const before = new Map(from.nodes.map(({ id, settings }) => [id, settings[setting]]));
  return to.nodes
    .filter(({ id, settings }) => before.has(id) && before.get(id) !== settings[setting])
    .map(({ id }) => id);
}
