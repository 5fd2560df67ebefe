/** Who restarts beside a change of voters: brokers that would find no leader one day, and nodes that know one another by name. */
import { rollOrder } from '../client/nodes/roll-order.ts';
import { knowingOthers } from '../cluster/changed/super-users.ts';
import { isolatedControllers } from '../cluster/changed/with-controllers.ts';
import type { LabNode, ResolvedTopology } from '../kafka/node.ts';
import { quorumSoughtSetting } from '../kafka/settings.ts';
import { counted } from '../words.ts';
import type { QuorumStep } from './quorum-steps.ts';
import type { ChangeStep, RestartStep, StepsRequest } from './steps.ts';

/** What the restarts follow from. */
export interface QuorumRestartsRequest {
  readonly from: ResolvedTopology;
  readonly to: ResolvedTopology;
  /** Ids of those who lead now, and so restart last. */
  readonly leaders: readonly string[];
  /** What each broker has in force, by its id: where to look for the quorum is as it was when it started. */
  readonly inForce: StepsRequest['inForce'];
  /** Under which addresses a controller is sought, by node. */
  readonly addressesOf: (controller: LabNode) => readonly string[];
}

/** The steps of a change of voters, with the restarts that it takes beside them. */
export function withRestarts(
  steps: readonly QuorumStep[],
  request: QuorumRestartsRequest,
): readonly ChangeStep[] {
  const come = steps.filter(({ kind }) => kind === 'vote-in');
  const go = steps.filter(({ kind }) => kind === 'vote-out');
  const named = restartsOfNamed(request);
  const stranded = restartsOfStranded(request);
  // Nobody may ask for what it is not let do yet, or not any more.
  if (come.length === 0) return [...stranded, ...go, ...named];
  const toldAlready = new Set(named.map(({ nodeId }) => nodeId));
  // Whoever comes is among those that a broker is told of then, and whoever goes still is.
  return [...named, ...come, ...stranded.filter(({ nodeId }) => !toldAlready.has(nodeId)), ...go];
}

/** Nodes of a secured cluster read once, when they start, whose requests are a node's. */
function restartsOfNamed({ from, to, leaders }: QuorumRestartsRequest): readonly RestartStep[] {
  const ids = knowingOthers(from, to);
  return rollOrder(
    from.nodes.filter(({ id }) => ids.includes(id)),
    leaders,
  ).map(({ id }) => ({
    kind: 'restart',
    nodeId: id,
    reason: 'super.users is read-only: by it a node knows whose requests are a controller’s',
  }));
}

/**
 * Whenever the quorum has another leader, brokers ask for it those of `controller.quorum.bootstrap.servers`, as that was when they
 * started, and nobody else, although they know all voters (KafkaRaftClient.maybeSendFetchToAnyBootstrap). So of any majority
 * that lives a broker must know one: others restart.
 */
function restartsOfStranded({
  from,
  to,
  leaders,
  inForce,
  addressesOf,
}: QuorumRestartsRequest): readonly RestartStep[] {
  const voters = isolatedControllers(to);
  const staying = isolatedControllers(from).filter(({ id }) => voters.some((one) => one.id === id));
  const known = (id: string): number => {
    const told =
      inForce
        .get(id)
        ?.find(({ name }) => name === quorumSoughtSetting)
        ?.value.split(',') ?? [];
    return staying.filter((node) => addressesOf(node).some((address) => told.includes(address))).length;
  };
  const majority = Math.floor(voters.length / 2) + 1;
  const stranded = from.nodes.filter(({ id }) => inForce.has(id) && known(id) <= voters.length - majority);
  return rollOrder(stranded, leaders).map(({ id }) => ({
    kind: 'restart',
    nodeId: id,
    fitsBefore: true,
    reason: `it was told of ${known(id)} of the ${counted(voters.length, 'voter')} to be when it started, and finds a new leader by those alone`,
  }));
}
