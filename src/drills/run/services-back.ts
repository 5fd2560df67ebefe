/** Side services are part of a cluster that is whole: a drill ends once those serve again that served when it began. */
import { serviceTrouble } from '../../client/services/trouble.ts';
import { LabError } from '../../errors.ts';
import { servicesOf, type ServiceNode } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { ServiceAfter } from '../record/recording.ts';
import type { Recorder } from '../record/recorder.ts';

const lookIntervalMs = 500;

/** Looks before the first fault and after the last step. */
export class ServicesBack {
  /** What became of each. */
  found: readonly ServiceAfter[] = [];
  private readonly services: readonly ServiceNode[];
  private readonly portOffset: number;
  private readonly recorder: Recorder;
  private readonly troubledBefore = new Set<string>();

  constructor({ topology, instance }: RunningCluster, recorder: Recorder) {
    this.services = servicesOf(topology);
    this.portOffset = instance.portOffset;
    this.recorder = recorder;
  }

  /** Notes which of them have a problem already. */
  async lookBefore(): Promise<void> {
    for (const { nodeId } of (await this.look()).filter(({ problem }) => problem !== undefined)) {
      this.troubledBefore.add(nodeId);
    }
  }

  /** Waits until all others serve, and says which do not. @throws InterruptedError */
  async untilBack(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.services.length === 0) return;
    const startedMs = this.recorder.nowMs();
    const names = this.services.map(({ id }) => id).join(', ');
    const text = `wait for ${names} to serve, ${Math.round(timeoutMs / 1_000)} s at most`;
    this.recorder.record({ type: 'step', text });
    const waitedMs = new Map<string, number>();
    try {
      await waitFor(
        { what: 'side services to serve', timeoutMs, intervalMs: lookIntervalMs, signal },
        async () => {
          const looked = await this.look();
          const nowMs = Math.round(this.recorder.nowMs() - startedMs);
          for (const { nodeId, problem } of looked) {
            if (problem !== undefined) waitedMs.delete(nodeId);
            else if (!waitedMs.has(nodeId)) waitedMs.set(nodeId, nowMs);
          }
          this.found = looked.map((one): ServiceAfter => ({
            ...one,
            waitedMs: waitedMs.get(one.nodeId) ?? nowMs,
            ...(this.troubledBefore.has(one.nodeId) && { before: true }),
          }));
          const missing = this.found.find(({ problem, before }) => problem !== undefined && before !== true);
          return missing === undefined ? true : new NotYet(`${missing.nodeId} ${missing.problem}`);
        },
      );
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
    }
  }

  private async look(): Promise<readonly Pick<ServiceAfter, 'nodeId' | 'problem'>[]> {
    return Promise.all(
      this.services.map(async (node) => {
        const problem = await serviceTrouble(node, this.portOffset);
        return { nodeId: node.id, ...(problem !== undefined && { problem }) };
      }),
    );
  }
}
