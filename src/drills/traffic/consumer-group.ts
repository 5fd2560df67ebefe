/** The consumer group that reads a drill's topic as users' programs do. It only looks on: nothing waits long for it. */
import { untilKnown } from '../../client/topics/placed-topic.ts';
import { LabError, messageOf } from '../../errors.ts';
import { sequenceOf } from '../record/probe-record.ts';
import { GroupWatch } from '../watch/group-watch.ts';
import { removalMs, type TrafficClient, type TrafficClientMaker, type TrafficContext } from './client.ts';
import { GroupReaders } from './group-readers.ts';

/** How long the fault waits for the group to read every partition, in milliseconds; the traffic's own lead-in is shorter. */
const leadInMs = 15_000;

/** A group of as many members as the drill asks for. */
export const consumerGroup: TrafficClientMaker = (context) =>
  context.settings.consumers > 0 ? new ConsumerGroup(context) : undefined;

class ConsumerGroup implements TrafficClient {
  private readonly context: TrafficContext;
  private readonly group: GroupReaders;
  private readonly watch: GroupWatch;
  /** Whether a member has given up at any time: what it has not read then is no fault of the cluster. */
  private hasGivenUp = false;

  constructor(context: TrafficContext) {
    this.context = context;
    const { settings, recorder } = context;
    this.group = new GroupReaders({
      ...context,
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
    this.watch = new GroupWatch({ ...context, groupId: this.group.groupId });
  }

  async start(): Promise<void> {
    const { access, settings, placed, limits, signal } = this.context;
    // One that is still to come does not answer yet.
    await untilKnown(access, placed, { timeoutMs: limits.warmUpMs, signal, exceptSilent: true });
    this.say(`start a consumer group of ${settings.consumers}`);
    this.watch.start();
    try {
      await this.group.start(leadInMs);
    } catch (error) {
      // The fault does not wait for one that cannot join, or is slow to.
      if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
      this.say(`${messageOf(error)}; the fault does not wait for it`);
    }
  }

  async finish(): Promise<readonly string[]> {
    this.say('let the consumer group catch up');
    const missing = await this.group.catchUp(this.context.limits.catchUpMs);
    if (missing === undefined) return [];
    if (!this.hasGivenUp) return [missing];
    this.say(missing);
    return [];
  }

  async close(): Promise<readonly string[]> {
    await this.watch.stop();
    await this.group.stop(removalMs(this.context));
    return [];
  }

  private say(text: string): void {
    this.context.recorder.record({ type: 'step', text });
  }
}
