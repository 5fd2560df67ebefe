/** The clients that work on a drill's cluster beside its probers, as users' programs do, from start to end. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import { untilKnown, type PlacedTopic } from '../../client/topics/placed-topic.ts';
import { LabError, messageOf } from '../../errors.ts';
import type { DrillLimits } from '../plan/waits.ts';
import type { VerdictInput } from '../record/recording.ts';
import { GroupReaders } from './group-readers.ts';
import { GroupWatch } from '../watch/group-watch.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { sequenceOf } from '../record/probe-record.ts';
import type { Recorder } from '../record/recorder.ts';
import { TransactionClients } from './transaction-clients.ts';

/** What the clients need. */
export interface DrillClientsOptions {
  readonly access: ClusterAccess;
  readonly settings: DrillSettings;
  /** Times that the brokers allow. */
  readonly times: ClientTimes;
  /** The drill's topic as it was made; the transactions' topic is made like it. */
  readonly placed: PlacedTopic;
  readonly limits: DrillLimits;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Starts them before the fault, and gets out of them what the verdict needs. */
export class DrillClients {
  private readonly options: DrillClientsOptions;
  private readonly group: GroupReaders | undefined;
  private readonly transactions: TransactionClients | undefined;
  private readonly watch: GroupWatch | undefined;
  /** Whether a member of the group has given up at any time: what it has not read then is no fault of the cluster. */
  private hasGivenUp = false;
  private readonly inVain: string[] = [];
  private transactionsReadBack: VerdictInput['transactionsReadBack'];

  constructor(options: DrillClientsOptions) {
    this.options = options;
    const { settings, placed, recorder } = options;
    if (settings.consumers > 0) {
      this.group = new GroupReaders({
        ...options,
        ...settings,
        what: 'the consumer group',
        onJoin: (member, partitions) => recorder.record({ type: 'rebalance', member, partitions }),
        onGaveUp: (member, reason) => {
          this.hasGivenUp = true;
          recorder.record({ type: 'member', member, state: 'gave-up', reason });
        },
        onRecords: (member, partition, records) => {
          const places = records.map(({ offset, value }) => [offset, sequenceOf(value)] as const);
          recorder.record({ type: 'delivered', member, partition, records: places });
        },
      });
      this.watch = new GroupWatch({ ...options, groupId: this.group.groupId });
    }
    if (settings.transactions) {
      const own = { ...placed, topic: `${placed.topic}-transactions` };
      this.transactions = new TransactionClients({ ...options, placed: own });
    }
  }

  /** Waits until all of them work; the probers' traffic must run. @throws RuntimeError, InterruptedError */
  async start(): Promise<void> {
    const { access, settings, placed, limits, signal } = this.options;
    if (this.group !== undefined) {
      await untilKnown(access, placed, { timeoutMs: limits.warmUpMs, signal });
      this.say(`start a consumer group of ${settings.consumers}`);
      this.watch?.start();
      await this.lookOn(this.group);
    }
    if (this.transactions !== undefined) {
      this.say('start a transactional writer and a reader of committed records');
      await this.transactions.start();
    }
  }

  /** The group only looks on: the fault does not wait for one that cannot join, or is slow to. */
  private async lookOn(group: GroupReaders): Promise<void> {
    try {
      await group.start(groupLeadInMs);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
      this.say(`${messageOf(error)}; the fault does not wait for it`);
    }
  }

  /** Lets them come to an end by themselves; the probers' traffic must have ended. @throws InterruptedError */
  async finish(): Promise<void> {
    const { limits } = this.options;
    if (this.group !== undefined) {
      this.say('let the consumer group catch up');
      const missing = await this.group.catchUp(limits.catchUpMs);
      if (missing !== undefined && this.hasGivenUp) this.say(missing);
      else if (missing !== undefined) this.inVain.push(missing);
    }
    if (this.transactions !== undefined) {
      this.say('end the last transaction and read all of them back');
      this.inVain.push(...(await this.transactions.finish()));
      this.transactionsReadBack = await this.transactions.readBack();
    }
  }

  /** What they add to the recording. */
  evidence(): Pick<VerdictInput, 'clientProblems' | 'transactionsReadBack'> {
    return {
      clientProblems: this.inVain,
      ...(this.transactionsReadBack && { transactionsReadBack: this.transactionsReadBack }),
    };
  }

  /** Ends them however far they are, and removes what they made; never fails. */
  async stop(): Promise<void> {
    await this.watch?.stop();
    const left = await Promise.all([
      this.group?.stop(this.removalMs()).then(
        () => [],
        (error: unknown) => [messageOf(error)],
      ),
      this.transactions?.stop(this.removalMs()),
    ]);
    for (const text of left.flatMap((lines) => lines ?? [])) this.say(`a client's traces are left: ${text}`);
  }

  private removalMs(): number {
    return afterSessionMs + this.options.times.sessionMs;
  }

  private say(text: string): void {
    this.options.recorder.record({ type: 'step', text });
  }
}

/** Time to remove what a client made once the session of a member that could not leave is over, in milliseconds. */
const afterSessionMs = 9_000;
/** How long the fault waits for the group to read every partition, in milliseconds; the traffic's own lead-in is shorter. */
const groupLeadInMs = 15_000;
