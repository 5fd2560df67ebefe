/** Who has a port that a forward needs: another klab that forwards to the same cluster, which is fine, or a stranger. */
import { describeBroker } from '../../client/describe-broker.ts';
import { LabError } from '../../errors.ts';
import { hostAddress } from '../../render/kubernetes/addressing.ts';
import { assertPortsFree } from '../ports.ts';

/** A port of the host that somebody has. */
export interface HeldPort {
  readonly nodeId: string;
  readonly hostPort: number;
}

/** Asserts that held ports lead to the cluster of this id. @throws LabError `port-taken` that says who has them. */
export async function assertHeldForSameCluster(
  clusterId: string | undefined,
  held: readonly HeldPort[],
): Promise<void> {
  const answers = await Promise.all(
    held.map(async (port) => ({ ...port, clusterId: await clusterIdAt(port.hostPort) })),
  );
  const strangers = strangersAmong(answers, clusterId);
  await assertPortsFree(
    strangers.map(({ nodeId, hostPort }) => ({ id: nodeId, host: hostAddress, port: hostPort })),
  );
}

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

/** Id of the cluster of the broker that answers at a port of this host; undefined where none does. */
export async function clusterIdAt(port: number): Promise<string | undefined> {
  try {
    return (await describeBroker(`${hostAddress}:${port}`)).clusterId;
  } catch (error) {
    // Whatever it is, it is no broker that answers.
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
