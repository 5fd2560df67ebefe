/** The registry of what works on a drill's cluster, and all of it together, from the first record to the last trace. */
import { messageOf } from '../../errors.ts';
import type { VerdictInput } from '../record/recording.ts';
import type { TrafficClient, TrafficClientMaker, TrafficContext } from './client.ts';
import { consumerGroup } from './consumer-group.ts';
import { newcomers } from './newcomers.ts';
import { probers } from './probers.ts';
import { subjects } from './subjects.ts';
import { transactions } from './transactions.ts';

/** The probers are the traffic that a drill is judged by; all others work beside them. */
const companions: readonly TrafficClientMaker[] = [consumerGroup, transactions, newcomers];

/** The traffic of one drill. */
export class DrillTraffic {
  private readonly context: TrafficContext;
  private readonly probers: TrafficClient;
  /** Where the drill has client programs. */
  private readonly programs: TrafficClient | undefined;
  private readonly companions: readonly TrafficClient[];
  /** Everybody but the probers. */
  private readonly others: readonly TrafficClient[];
  private readonly inVain: string[] = [];

  constructor(context: TrafficContext) {
    this.context = context;
    this.probers = probers(context);
    this.programs = subjects(context);
    this.companions = companions.flatMap((make) => make(context) ?? []);
    this.others = [...this.companions, ...(this.programs === undefined ? [] : [this.programs])];
  }

  /**
   * Starts client programs, and then begins to write and to read: what it costs a machine to start them must not be taken for calm.
   * @throws InterruptedError
   */
  async begin(): Promise<void> {
    await this.programs?.start();
    await this.probers.start();
  }

  /** Starts the drill's own companions, and waits until all of them work. @throws RuntimeError, InterruptedError */
  async startCompanions(): Promise<void> {
    for (const client of this.companions) await client.start();
  }

  /** Lets them come to an end by themselves. @param all false where only the probers work. @throws InterruptedError */
  async finish(all: boolean): Promise<void> {
    for (const client of [this.probers, ...(all ? this.others : [])]) {
      this.inVain.push(...(await client.finish()));
    }
  }

  /** Has clients lose a member, all at once. @throws InterruptedError */
  async loseMember(): Promise<void> {
    await Promise.all(this.others.map(async (client) => await client.loseMember?.()));
  }

  /** Waits until client programs work again while something is still broken. @throws InterruptedError */
  async untilBack(): Promise<void> {
    await this.programs?.untilBack?.();
  }

  /** Ends what must not go on while the cluster is healed. */
  async halt(): Promise<void> {
    for (const client of [this.probers, ...this.others]) await client.halt?.();
  }

  /** Ends all of them however far they are, and removes what they made; never fails. */
  async close(): Promise<void> {
    const left = await Promise.all(
      this.others.map((client) =>
        (client.close?.() ?? Promise.resolve([])).catch((error: unknown) => [messageOf(error)]),
      ),
    );
    for (const text of left.flat()) {
      this.context.recorder.record({ type: 'step', text: `a client's traces are left: ${text}` });
    }
  }

  /** What they add to the recording besides their events. */
  evidence(): Pick<VerdictInput, 'clientProblems' | 'transactionsReadBack' | 'subjects'> {
    const added = this.others.map((client) => client.evidence?.() ?? {});
    return Object.assign({ clientProblems: this.inVain }, ...added) as ReturnType<DrillTraffic['evidence']>;
  }
}
