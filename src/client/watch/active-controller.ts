/** Who controls a cluster now: the quorum's leader with KRaft, the broker that won the election with ZooKeeper. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import type { MetadataMode } from '../../kafka/versions/versions.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { firstAnswer } from '../wire/first-answer.ts';

/**
 * Number of the active controller; the first broker that answers decides.
 * @throws RuntimeError when none answers or there is no controller.
 */
export async function activeController(mode: MetadataMode, access: ClusterAccess): Promise<number> {
  const found =
    mode === 'zookeeper'
      ? (await firstAnswer(access, 'describes the cluster', (broker) => describeBroker(broker))).controller
      : (await firstAnswer(access, 'describes its quorum', (broker) => describeQuorum(broker))).leaderId;
  if (found < 0) throw new RuntimeError('client', 'the cluster has no active controller now');
  return found;
}
