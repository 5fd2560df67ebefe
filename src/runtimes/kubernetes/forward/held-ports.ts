/** Who has a port that a forward needs: another klab that forwards to the same cluster, which is fine, or a stranger. */
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import { assertPortsFree } from '../../host/ports.ts';

/** A port of the host that somebody has. */
export interface HeldPort {
  readonly nodeId: string;
  readonly hostPort: number;
  /** Whether it leads to the instance's own broker, as far as that can be told; undefined where it cannot. */
  readonly leadsHere: boolean | undefined;
}

/** Asserts that held ports lead to the instance's own brokers. @throws LabError `port-taken` that says who has them. */
export async function assertHeldForSameCluster(held: readonly HeldPort[]): Promise<void> {
  const told = held.map(({ leadsHere, ...port }) => ({
    ...port,
    clusterId: leadsHere === undefined ? undefined : leadsHere ? here : 'elsewhere',
  }));
  await assertPortsFree(
    strangersAmong(told, here).map(({ nodeId, hostPort }) => ({
      id: nodeId,
      host: hostAddress,
      port: hostPort,
    })),
  );
}

/** Stands for the cluster that is meant, whose id another may have, too. */
const here = 'here';

/**
 * Those that lead elsewhere. A broker that is down answers on no way: its port is not a stranger's where another port
 * leads to the right cluster, since one klab has them all.
 */
export function strangersAmong<T extends { readonly clusterId: string | undefined }>(
  held: readonly T[],
  clusterId: string | undefined,
): readonly T[] {
  const isSame = (each: T): boolean => clusterId !== undefined && each.clusterId === clusterId;
  const others = held.filter((each) => !isSame(each));
  return held.some(isSame) ? others.filter((each) => each.clusterId !== undefined) : others;
}
