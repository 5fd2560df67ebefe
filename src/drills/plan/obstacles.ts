/** Why a drill cannot run on a cluster: all that can be known before anything is made or broken. */
import { LabError, UsageError } from '../../errors.ts';
import type { CertificateOffice } from '../../cluster/certificates.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { faults } from '../faults/index.ts';
import { stepsProblems } from './check-plan.ts';
import type { LabNode } from '../../kafka/node.ts';
import { nodesThatMayBe } from './targets.ts';
import { stepsOf, type DrillPlan, type DrillStep } from './plan.ts';

/** What of a cluster decides that. */
type Ground = Pick<
  RunningCluster,
  | 'topology'
  | 'obstacleTo'
  | 'obstacleToNode'
  | 'obstacleToPause'
  | 'obstacleToIsolation'
  | 'obstacleToCertificates'
> & { readonly instance?: Pick<RunningCluster['instance'], 'runtime'> };

/**
 * @throws LabError `not-supported` where topology or runtime cannot have the drill; UsageError for steps that are none,
 * and for a node that the topology does not have.
 */
export async function assertPossibleOn(
  cluster: Ground,
  plan: DrillPlan,
  office?: CertificateOffice,
): Promise<void> {
  const { topology } = cluster;
  const runtime = cluster.instance?.runtime;
  const obstacle = plan.preconditions?.(topology) ?? (runtime && plan.notOn?.[runtime]);
  if (obstacle !== undefined) throw notPossible(plan, cluster, obstacle);
  if (plan.certificates === true) {
    const why =
      cluster.obstacleTo?.('certificates') ??
      (office === undefined ? nobodyIssues : await office.obstacle()) ??
      (await cluster.obstacleToCertificates?.());
    if (why !== undefined) throw notPossible(plan, cluster, why);
  }
  const steps = stepsOf(plan, topology);
  const [problem, ...more] = [...stepsProblems(steps), ...unknownNodes(cluster, steps)];
  if (problem !== undefined) throw new UsageError(`${plan.name}: ${problem}`, { details: more });
  for (const step of steps) {
    if (step.kind !== 'fault') continue;
    const fault = faults[step.fault];
    const why =
      cluster.obstacleTo?.(fault.needs) ??
      obstacleAmong(nodesThatMayBe(step.target, topology), cluster) ??
      (await fault.obstacle?.(cluster));
    if (why !== undefined) throw notPossible(plan, cluster, why);
  }
}

/** @throws UsageError for a plan that does something to client programs where there are none */
export function assertHasClients(
  { name, members = 1 }: Pick<DrillPlan, 'name' | 'members'>,
  clients: number,
): void {
  if (members === 1 || clients > 0) return;
  throw new UsageError(
    `${name} kills a consumer of each client program, and there are none; add some, such as --client kafkajs,java`,
  );
}

/** Which node a target will be is known once the cluster is asked: a drill that may come to one that it cannot touch is none. */
function obstacleAmong(nodes: readonly LabNode[], cluster: Ground): string | undefined {
  for (const { id } of nodes) {
    const why = cluster.obstacleToNode?.(id);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** What somebody else has secured has its certificates from somebody else. */
const nobodyIssues = 'klab has not made its certificates, and can make no others';

function notPossible({ name }: DrillPlan, { topology }: Ground, obstacle: string): LabError {
  return new LabError('not-supported', `${name} cannot run on ${topology.name}: ${obstacle}`);
}

function unknownNodes({ topology }: Ground, steps: readonly DrillStep[]): readonly string[] {
  const ids = topology.nodes.map(({ id }) => id);
  return steps.flatMap((step) => {
    if (step.kind !== 'fault' || typeof step.target === 'string' || ids.includes(step.target.nodeId))
      return [];
    return [`${topology.name} has no node "${step.target.nodeId}"; use ${ids.join(', ')}`];
  });
}
