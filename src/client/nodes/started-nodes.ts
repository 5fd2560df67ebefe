/** What becomes of nodes after their start: a process that runs is no broker that answers, and may end again by itself. */
import { instead, LabError, RuntimeError } from '../../errors.ts';
import { causeIn, endedOverOldSession } from '../../kafka/log-cause.ts';
import { isBroker } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { describeBroker } from '../wire/describe-cluster.ts';

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

/** How to wait for a broker that was started. */
export interface UntilRegisteredOptions {
  readonly timeoutMs: number;
  readonly intervalMs: number;
  /** Told that a broker is started once more. */
  readonly onAgain?: (nodeId: string) => void;
  /** Whether a broker answers as a member. @default it is asked */
  readonly answers?: (nodeId: string) => Promise<boolean>;
}

/**
 * Waits until a broker that was just started answers as a member of its cluster; started again meanwhile, where it ends over
 * its session of before. One that runs and answers nothing is left to whoever waits for the cluster.
 * @throws RuntimeError `node-died` with the cause where it ended; `not-ready` where its time is over and it does not run.
 */
export async function untilRegistered(
  cluster: StartingCluster & Pick<RunningCluster, 'brokers'>,
  nodeId: string,
  { timeoutMs, intervalMs, onAgain, answers = (id) => isRegistered(cluster, id) }: UntilRegisteredOptions,
): Promise<void> {
  const started = new StartedNodes(cluster, [nodeId]);
  const wait = { what: `${nodeId} to answer`, timeoutMs, intervalMs };
  try {
    await waitFor(wait, async () => {
      const { again, ended } = await started.look();
      const cause = ended.get(nodeId);
      if (cause !== undefined) throw new RuntimeError('node-died', `${nodeId} ended again: ${cause}`);
      if (again.length > 0) {
        onAgain?.(nodeId);
        return new NotYet('it ended again: its session of before is not over');
      }
      return (await answers(nodeId)) ? true : new NotYet('it does not answer yet');
    });
  } catch (error) {
    const isLate = error instanceof LabError && error.code === 'not-ready';
    const state = (await cluster.status()).find(({ id }) => id === nodeId)?.state;
    if (!isLate || state === 'stopped') throw error;
  }
}

async function isRegistered({ brokers }: Pick<RunningCluster, 'brokers'>, nodeId: string): Promise<boolean> {
  const broker = brokers.find(({ id }) => id === nodeId);
  if (broker === undefined) return true;
  const answer = await describeBroker(broker).catch(() => undefined);
  return answer?.brokers.some(({ number }) => number === broker.number) ?? false;
}
