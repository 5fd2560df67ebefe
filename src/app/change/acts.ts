/** Does the steps of a change, and notes in the journal how far they are. */
import { brokerSettings } from '../../client/kafkajs/broker-settings.ts';
import { describeUnspared } from '../../cluster/partition.ts';
import { describeGaps } from '../../client/topics/cluster-gaps.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import { finalizedFeatures } from '../../client/wire/features/finalized-features.ts';
import { updateFeatures } from '../../client/wire/features/update-features.ts';
import { alterBrokerSettings } from '../../client/wire/alter-broker-settings.ts';
import type { ChangeActs } from '../../change/plan.ts';
import type { RaiseStep } from '../../change/feature-steps.ts';
import type { MigrationStep } from '../../change/migration-steps.ts';
import type { QuorumStep } from '../../change/quorum-steps.ts';
import type { SizeStep } from '../../change/size-steps.ts';
import type { SetStep } from '../../change/steps.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { NotYet, notYet, waitFor } from '../../wait.ts';
import { writeJournal, type ChangeJournal } from './journal.ts';
import { migrate } from './migration-acts.ts';
import { targetsOf } from './prepare.ts';
import { revote } from './quorum-acts.ts';
import { clusterAt, resize } from './size-acts.ts';

/** How long a value may take to reach every broker, in milliseconds. */
const inForceTimeoutMs = 30_000;

/** How long a restarted node may take to end, to start and to catch up, in milliseconds. */
const wholeTimeoutMs = 240_000;

/** Each look costs several requests. */
const lookIntervalMs = 500;

/** Does the steps, and notes how far they are. */
export class JournalActs implements ChangeActs {
  journal: ChangeJournal;
  /** By which it is known who is there: whoever has come or gone is, or is not, before the step is at its end. */
  private stand: ChangeJournal;
  private begunAt: number | undefined;
  private endedAt: number | undefined;
  private readonly id: string;
  private readonly signal: AbortSignal;

  constructor(id: string, journal: ChangeJournal, signal: AbortSignal) {
    this.id = id;
    this.journal = journal;
    this.stand = journal;
    this.signal = signal;
  }

  /** From the beginning of the first step to the end of the last one that is done, in milliseconds; undefined where none is. */
  get stepsMs(): number | undefined {
    const { begunAt, endedAt } = this;
    return begunAt === undefined || endedAt === undefined ? undefined : endedAt - begunAt;
  }

  async begin(index: number): Promise<void> {
    this.begunAt ??= performance.now();
    await this.note({ done: index, begun: true });
  }

  async end(index: number): Promise<void> {
    await this.note({ done: index + 1, begun: false });
    this.endedAt = performance.now();
  }

  async set(step: SetStep, cluster: RunningCluster): Promise<void> {
    const targets = targetsOf(cluster, step);
    const what = `takes ${Object.keys(step.settings).join(', ')}`;
    // One that does not answer is no reason: any broker takes what is for all of them.
    await firstAnswer({ brokers: targets }, what, async (broker) =>
      alterBrokerSettings(broker, step.settings, {
        number: step.nodeId === undefined ? undefined : broker.number,
      }),
    );
    await Promise.all(targets.map(({ id, number }) => this.untilInForce(cluster, { id, number }, step)));
  }

  async resize(step: SizeStep, cluster: RunningCluster, say: (text: string) => void): Promise<void> {
    const { journal, signal } = this;
    await resize(step, { cluster, journal, signal, say });
    this.stand = { ...journal, done: journal.done + 1 };
  }

  async revote(step: QuorumStep, cluster: RunningCluster, say: (text: string) => void): Promise<void> {
    const { journal, signal } = this;
    await revote(step, { cluster, signal, say });
    this.stand = { ...journal, done: journal.done + 1 };
  }

  async raise({ levels }: RaiseStep, cluster: RunningCluster): Promise<void> {
    await updateFeatures(cluster, levels);
    const wait = { what: 'brokers to work with them', timeoutMs: inForceTimeoutMs, signal: this.signal };
    await waitFor(wait, async () => {
      const found = await Promise.all(cluster.brokers.map(finalizedFeatures)).catch(notYet);
      if (found instanceof NotYet) return found;
      const names = Object.keys(levels).filter((name) => found.some((one) => one[name] !== levels[name]));
      return names.length === 0 ? true : new NotYet(`${names.join(', ')} as before`);
    });
  }

  async migrate(step: MigrationStep, cluster: RunningCluster, say: (text: string) => void): Promise<void> {
    const { journal, signal } = this;
    await migrate(step, { cluster, signal, say });
    this.stand = { ...journal, done: journal.done + Number(step.kind !== 'reform') };
  }

  async untilWhole(cluster: RunningCluster): Promise<void> {
    await this.untilNoGap(cluster, 'every node to run and every copy of every partition to be in sync');
  }

  async untilSpared(nodeId: string, cluster: RunningCluster): Promise<void> {
    const number = cluster.topology.nodes.find(({ id }) => id === nodeId)?.number ?? -1;
    const what = `every partition to have a leader, and another copy in sync than that of ${nodeId}`;
    await this.untilNoGap(cluster, what, (partitions) => describeUnspared(partitions, number));
  }

  private async untilNoGap(
    cluster: RunningCluster,
    what: string,
    lacking?: Parameters<typeof describeGaps>[1],
  ): Promise<void> {
    const wait = { what, timeoutMs: wholeTimeoutMs, intervalMs: lookIntervalMs, signal: this.signal };
    await waitFor(wait, async () => {
      const gap = await describeGaps(clusterAt(cluster, this.stand), lacking);
      return gap === undefined ? true : new NotYet(gap);
    });
  }

  /** A broker hears of it by the metadata log, a moment after it was taken. */
  private async untilInForce(
    cluster: RunningCluster,
    { id, number }: { readonly id: string; readonly number: number },
    { settings, nodeId }: SetStep,
  ): Promise<void> {
    const source = nodeId === undefined ? 'dynamic default' : 'dynamic broker';
    const wait = { what: `${id} to have its settings`, timeoutMs: inForceTimeoutMs, signal: this.signal };
    await waitFor(wait, async () => {
      const found = await brokerSettings(cluster, number).catch(notYet);
      if (found instanceof NotYet) return found;
      const away = Object.entries(settings).find(([name, value]) => {
        const now = found.find((setting) => setting.name === name && setting.source === source);
        return (now?.value ?? null) !== value;
      });
      return away === undefined ? true : new NotYet(`${away[0]} is not in force`);
    });
  }

  private async note(now: Pick<ChangeJournal, 'done' | 'begun'>): Promise<void> {
    this.journal = { ...this.journal, ...now };
    this.stand = this.journal;
    await writeJournal(this.id, this.journal);
  }
}
