/** What becomes of nodes after their start: a process that runs is no broker that answers, and may end again by itself. */
import { instead } from '../../errors.ts';
import { causeIn, endedOverOldSession } from '../../kafka/log-cause.ts';
import { isBroker } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';

/** What is needed of a cluster to look after nodes that were started. */
export type StartingCluster = Pick<RunningCluster, 'topology' | 'status' | 'start' | 'runLog'>;

/** A node that does not run for so long is not about to be started by anybody, such as Kubernetes; in milliseconds. */
const goneForGoodMs = 3_000;

/**
 * Looks after nodes that were just started. With ZooKeeper a broker that comes back before its session of before is over
 * finds itself registered already and ends (Kafka 3.9, KafkaZkClient.CheckedEphemeral): it is started again, until the
 * session is over. On a busy machine it takes many seconds to find out, so no number of looks shows that it stays.
 */
export class StartedNodes {
  private readonly cluster: StartingCluster;
  private readonly ids: readonly string[];
  /** Those that were seen to run: a runtime may see a process later than it has started it. */
  private readonly seen = new Set<string>();
  /** Since when those are gone that ended again. */
  private readonly goneSince = new Map<string, number>();

  constructor(cluster: StartingCluster, ids: readonly string[]) {
    this.cluster = cluster;
    this.ids = ids;
  }

  /**
   * Looks once, and starts again what ended over an old session.
   * @returns nodes that were started again just now, and those that ended for good, with why.
   */
  async look(): Promise<{ readonly again: readonly string[]; readonly ended: ReadonlyMap<string, string> }> {
    const states = new Map((await this.cluster.status()).map(({ id, state }) => [id, state]));
    const again: string[] = [];
    const ended = new Map<string, string>();
    for (const id of this.ids) {
      if (states.get(id) !== 'stopped') {
        this.seen.add(id);
        this.goneSince.delete(id);
        continue;
      }
      if (!this.seen.has(id)) continue;
      const log = await this.cluster.runLog(id);
      if (this.hasSession(id) && endedOverOldSession(log)) {
        await this.startAgain(id);
        again.push(id);
        continue;
      }
      const since = this.goneSince.get(id) ?? performance.now();
      this.goneSince.set(id, since);
      if (performance.now() - since >= goneForGoodMs)
        ended.set(id, causeIn(log)?.summary ?? 'its log names no error');
    }
    return { again, ended };
  }

  private hasSession(nodeId: string): boolean {
    const { mode, nodes } = this.cluster.topology;
    return mode === 'zookeeper' && nodes.some((node) => node.id === nodeId && isBroker(node));
  }

  private async startAgain(nodeId: string): Promise<void> {
    this.seen.delete(nodeId);
    this.goneSince.delete(nodeId);
    // Somebody else did, or Kubernetes, which starts a container again by itself.
    await this.cluster.start(nodeId).catch(instead(undefined, 'node-state'));
  }
}
