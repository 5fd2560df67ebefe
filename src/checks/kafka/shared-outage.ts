/** Several checks prove what they have to prove in one outage of one broker: it is stopped once and started once. */
import { InterruptedError } from '../../errors.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';

/** What of a cluster is shared. */
type Stoppable = Pick<RunningCluster, 'stop' | 'start'>;

/** A check that waits for the others. */
interface Want {
  readonly nodeId: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A node is stopped once every check that still runs has asked for a stop, and started once every check that asked for
 * it has seen enough. A check that wants another node has its turn when those before it have ended.
 */
export class SharedOutage {
  private readonly cluster: Stoppable;
  /** Checks that have not ended. */
  private readonly running: Set<string>;
  private readonly stops = new Map<string, Want>();
  private readonly starts = new Map<string, Want>();
  /** The node that is away, and the checks that it is away for. */
  private away: { readonly nodeId: string; readonly members: Set<string> } | undefined;
  /** Ends when what was asked of the cluster last is done: one thing at a time. */
  private acting: Promise<void> = Promise.resolve();

  /** @param checks names of all that take part, before any of them begins */
  constructor(cluster: Stoppable, checks: readonly string[]) {
    this.cluster = cluster;
    this.running = new Set(checks);
  }

  /** The cluster's stop and start as one check is to have them. */
  as(check: string): Stoppable {
    return {
      stop: (nodeId) => this.want(this.stops, check, nodeId),
      start: (nodeId) =>
        this.away?.nodeId === nodeId && this.away.members.has(check)
          ? this.want(this.starts, check, nodeId)
          : this.cluster.start(nodeId),
    };
  }

  /** Nobody waits for this check any more; a node that is away for it alone is started. */
  async leave(check: string): Promise<void> {
    this.running.delete(check);
    for (const wants of [this.stops, this.starts]) {
      wants.get(check)?.failed(new InterruptedError());
      wants.delete(check);
    }
    this.away?.members.delete(check);
    this.goOn();
    await this.acting;
  }

  private want(wants: Map<string, Want>, check: string, nodeId: string): Promise<void> {
    return new Promise((done, failed) => {
      wants.set(check, { nodeId, done, failed });
      this.goOn();
    });
  }

  private goOn(): void {
    this.acting = this.acting.then(() => (this.away === undefined ? this.begin() : this.end(this.away)));
  }

  private async begin(): Promise<void> {
    const [first] = this.stops.values();
    if (first === undefined || this.stops.size < this.running.size) return;
    const { nodeId } = first;
    const wants = take(this.stops, (want) => want.nodeId === nodeId);
    this.away = { nodeId, members: new Set(wants.keys()) };
    await settle(wants, () => this.cluster.stop(nodeId));
  }

  private async end({ nodeId, members }: NonNullable<typeof this.away>): Promise<void> {
    if (this.starts.size < members.size) return;
    this.away = undefined;
    await settle(take(this.starts), () => this.cluster.start(nodeId));
    await this.begin();
  }
}

function take(wants: Map<string, Want>, fits: (want: Want) => boolean = () => true): Map<string, Want> {
  const taken = new Map([...wants].filter(([, want]) => fits(want)));
  for (const check of taken.keys()) wants.delete(check);
  return taken;
}

/** Does it once, and tells everybody how it went; where nobody is left to be told, whoever tidies up looks himself. */
async function settle(wants: ReadonlyMap<string, Want>, act: () => Promise<void>): Promise<void> {
  try {
    await act();
    for (const { done } of wants.values()) done();
  } catch (error) {
    for (const { failed } of wants.values()) failed(error);
  }
}
