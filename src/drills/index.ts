/** The registry of drills: the only place that knows all of them. */
import { UsageError } from '../errors.ts';
import type { DrillPlan } from './plan/plan.ts';
import {
  brokerFlap,
  loseMinIsr,
  loseZone,
  loseZooKeeper,
  loseZooKeeperQuorum,
  powerCut,
  rollingRestart,
} from './plan/plans/cluster-faults.ts';
import { lastReplicaStanding } from './plan/plans/last-replica-standing.ts';
import { killMember } from './plan/plans/lose-member.ts';
import { expireCertificate, rotateCertificates } from './plan/plans/certificates.ts';
import { loseQuorum, reformattedVoter, twoVoters } from './plan/plans/quorum-faults.ts';
import {
  isolateFromController,
  isolateLeader,
  killController,
  killCoordinator,
  killFollower,
  killLeader,
  pauseLeader,
  stopLeader,
} from './plan/plans/leader-faults.ts';

/** Every drill, the simplest first. */
export const drills: readonly DrillPlan[] = [
  killLeader,
  stopLeader,
  pauseLeader,
  isolateLeader,
  isolateFromController,
  killController,
  killCoordinator,
  killMember,
  killFollower,
  rollingRestart,
  loseMinIsr,
  lastReplicaStanding,
  loseQuorum,
  reformattedVoter,
  twoVoters,
  loseZooKeeper,
  loseZooKeeperQuorum,
  loseZone,
  powerCut,
  brokerFlap,
  rotateCertificates,
  expireCertificate,
];

/** The drill of this name. @throws UsageError naming all drills when there is none. */
export function drillNamed(name: string): DrillPlan {
  const found = drills.find((drill) => drill.name === name);
  if (found !== undefined) return found;
  throw new UsageError(`unknown drill "${name}"; use ${drills.map((drill) => drill.name).join(', ')}`);
}
