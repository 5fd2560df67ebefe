/** Side services are part of a cluster that is whole: a drill ends once those serve again that served when it began. */
import { serviceTrouble } from '../../../client/services/trouble.ts';
import { LabError } from '../../../errors.ts';
import { servicesOf, type ServiceNode } from '../../../kafka/node.ts';
import type { RunningCluster } from '../../../cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import type { Finding } from '../finding.ts';
import type { Recorder } from '../../record/recorder.ts';

/** A side service after a drill. */
export interface ServiceAfter {
  readonly nodeId: string;
  /** Why it does not serve; absent where it does. */
  readonly problem?: string;
  /** Since the drill's steps were done, in milliseconds. */
  readonly waitedMs: number;
  /** Whether it had a problem before anything was broken, and so was not waited for. @default false */
  readonly before?: true;
}

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

/** One finding for those that serve, one for each that does not. */
export function serviceFindings(services: readonly ServiceAfter[]): readonly Finding[] {
  const well = services.filter(({ problem }) => problem === undefined);
  const longestMs = Math.max(0, ...well.map(({ waitedMs }) => waitedMs));
  return [
    ...(well.length === 0
      ? []
      : [
          {
            code: 'services' as const,
            ok: true,
            text: `${well.map(({ nodeId }) => nodeId).join(', ')} serve${well.length === 1 ? 's' : ''}, ${longestMs} ms after the drill's end at most`,
          },
        ]),
    ...services.flatMap(({ nodeId, problem, waitedMs, before }): Finding[] => {
      if (problem === undefined) return [];
      // What was so before is not the drill's doing.
      if (before)
        return [
          { code: 'services', ok: true, text: `${nodeId} did not serve before the drill either: ${problem}` },
        ];
      return [
        {
          code: 'services',
          ok: false,
          text: `${nodeId} does not serve, ${waitedMs} ms waited for: ${problem}`,
        },
      ];
    }),
  ];
}
