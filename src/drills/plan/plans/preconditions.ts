/** Why a topology cannot have a drill, in words that follow "cannot run on multi-broker:". */
import { counted } from '../../../words.ts';
import { isEncrypted } from '../../../kafka/security/listener.ts';
import { brokersOf, isController, votersOf, type ResolvedTopology } from '../../../kafka/node.ts';

/** There must be somebody to follow, or to be cut off from. */
export function hasNeighbours({ nodes, ...topology }: ResolvedTopology): string | undefined {
  const brokers = brokersOf({ ...topology, nodes }).length;
  return brokers > 1 ? undefined : 'it has 1 broker, and this needs 2; use multi-broker';
}

/** Clients must see certificates: those between nodes alone cannot be looked at from everywhere. */
export function hasCertificates({ security }: ResolvedTopology): string | undefined {
  if (security === undefined) return 'it has no certificates, which klab up --secure makes; use secure';
  if (isEncrypted(security.external)) return undefined;
  return `its clients come by ${security.external.protocol}, without certificates; use secure`;
}

/** There must be a ZooKeeper ensemble. */
export function hasZooKeeper({ mode }: ResolvedTopology): string | undefined {
  return mode === 'zookeeper' ? undefined : 'it has no ZooKeeper; use multi-zookeeper';
}

/** There must be a server that can be spared. */
export function hasSpareZooKeeper(topology: ResolvedTopology): string | undefined {
  const servers = topology.nodes.filter(({ role }) => role === 'zookeeper').length;
  if (servers >= 3 || topology.mode !== 'zookeeper') return hasZooKeeper(topology);
  return `it has ${counted(servers, 'ZooKeeper server')}, and none can be spared; use multi-zookeeper`;
}

/** There must be a rack to lose and one to go on in. */
export function hasRacks({ nodes }: ResolvedTopology): string | undefined {
  const racks = new Set(nodes.flatMap(({ rack }) => rack ?? [])).size;
  return racks > 1 ? undefined : 'its nodes are in no racks; use three-racks';
}

/** A partition must be able to lose copies and keep one. */
export function hasCopiesToLose(topology: ResolvedTopology): string | undefined {
  if (topology.minInSyncReplicas > 1) return undefined;
  return `its min.insync.replicas is ${topology.minInSyncReplicas}, which the last copy satisfies; use multi-broker-isolated`;
}

/** With brokers that vote, whoever stops brokers until one is left stops the controllers too, and no copy is counted out any more. */
export function hasSpareBrokers(topology: ResolvedTopology): string | undefined {
  const voters = brokersOf(topology)
    .filter(isController)
    .map(({ id }) => id);
  if (voters.length === 0) return undefined;
  return `its brokers are its controllers too (${voters.join(', ')}), which would go with them; use multi-broker-isolated`;
}

/** There must be a quorum that can be lost without the brokers. */
export function hasSpareControllers(topology: ResolvedTopology): string | undefined {
  if (topology.mode === 'zookeeper') return 'its controllers are brokers; use multi-broker-isolated';
  const controllers = votersOf(topology).length;
  if (hasSpareBrokers(topology) !== undefined || controllers >= 3) return hasSpareBrokers(topology);
  return `it has ${counted(controllers, 'controller')}, and this needs 3; use multi-broker-isolated`;
}

/** Votes must be there to be taken and given, and two of them must be left where one is taken. */
export function hasDynamicQuorum(topology: ResolvedTopology): string | undefined {
  const controllers = votersOf(topology).length;
  if (topology.dynamicQuorum !== true)
    return 'the voters of its quorum are fixed; bring up multi-broker-isolated, and make it dynamic: klab change multi-broker-isolated --quorum dynamic';
  return controllers === 3
    ? undefined
    : `it has ${controllers} controllers, and this needs 3; remove the others: klab change --remove-controller`;
}

/** There must be two copies to lose one after another, and one that stays. */
export function hasThreeCopies(topology: ResolvedTopology): string | undefined {
  const brokers = brokersOf(topology).length;
  return brokers >= 3
    ? undefined
    : `it has ${counted(brokers, 'broker')}, and this needs 3; use multi-broker-isolated`;
}
