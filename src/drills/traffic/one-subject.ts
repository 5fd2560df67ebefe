/** One client program beside a drill: its producer and its consumers, on a topic of their own that lies as the drill's does. */
import { createKafka, withAdmin, type Admin } from '../../client/kafkajs/kafka.ts';
import { removeGroup } from '../../client/kafkajs/remove-group.ts';
import { createPlacedTopic, removeTopic, untilKnown } from '../../client/topics/placed-topic.ts';
import { lastOffsetsOf, readWholeTopic } from '../../client/topics/read-whole-topic.ts';
import { leaveGroup } from '../../client/wire/groups/leave-group.ts';
import { addressesOf } from '../../cluster/access.ts';
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { RecordedSubject } from '../record/recording.ts';
import { kept } from '../subjects/event-lines.ts';
import { GroupPrograms } from '../subjects/group-programs.ts';
import { ProgramWatch } from '../subjects/program-watch.ts';
import { type DrillSubjects, type Subject, type SubjectRole } from '../subjects/subject.ts';
import { drillGroup, groupBeside } from './group-names.ts';
import { removalMs, type TrafficContext } from './client.ts';

/** How long the fault waits for a client to work, in milliseconds. */
const leadInMs = 30_000;

/** How long a program may take to end in order, in milliseconds. */
const graceMs = 10_000;

/** How long a consumer may take to read what is left, in milliseconds. */
const catchUpMs = 10_000;

/** Keys for each partition: with so many, by whatever hash, none is left out. */
const keysPerPartition = 10;

/** More is not read back: a program that floods its topic must not fill this machine's memory. */
const mostRecords = 500_000;

/** How long the others may take to have what a member had that is gone, in milliseconds: the longest session of a library is a minute. */
const takeOverMs = 90_000;

/**
 * How long it may take to work again while something is broken, in milliseconds: Java waits half a minute for an answer, librdkafka a whole
 * one; a client that needs longer is silent to its end.
 */
const backMs = 120_000;

/** One client. */
export class OneSubject {
  readonly name: string;
  private readonly context: TrafficContext;
  private readonly topic: string;
  private readonly groupId: string;
  private readonly client: string;
  private readonly recordsPerSecond: number;
  private readonly producer: ProgramWatch;
  private readonly consumer: GroupPrograms;
  private isMade = false;
  private readBack: RecordedSubject['readBack'] = { problem: 'the drill ended before that' };

  /** @param offsetsPartitions of `__consumer_offsets`; 0 where nobody knows */
  constructor(
    context: TrafficContext,
    subject: Subject,
    { start, recordsPerSecond }: DrillSubjects,
    offsetsPartitions: number,
  ) {
    const { access, settings, recorder } = context;
    this.context = context;
    this.name = subject.name;
    this.client = subject.client;
    this.recordsPerSecond = recordsPerSecond;
    this.topic = `${settings.topic}-${subject.name}`;
    // All groups have one coordinator, so that a fault of it costs each client the same.
    this.groupId = groupBeside(drillGroup(this.topic), drillGroup(settings.topic), offsetsPartitions);
    const task = {
      bootstrap: addressesOf(access),
      topic: this.topic,
      groupId: this.groupId,
      keys: keysPerPartition * settings.partitions,
      recordsPerSecond,
    };
    const program = (role: SubjectRole): ProgramWatch =>
      new ProgramWatch({
        subject: this.name,
        role,
        topic: this.topic,
        command: subject.command({ ...task, role }),
        start,
        recorder,
      });
    this.producer = program('producer');
    const members = Array.from({ length: context.members ?? 1 }, () => program('consumer'));
    this.consumer = new GroupPrograms(members);
  }

  /** Makes the topic, starts both programs, and waits until they work; the drill does not hang on it. @throws InterruptedError */
  async start(): Promise<void> {
    const { access, placed, limits, signal } = this.context;
    const own = { ...placed, topic: this.topic };
    await this.bear(async () => {
      this.isMade = true;
      await createPlacedTopic(access, own);
      await untilKnown(access, own, { timeoutMs: limits.warmUpMs, signal, exceptSilent: true });
      await Promise.all([this.producer.start(), this.consumer.start()]);
      const what = `client ${this.name} to write and to read`;
      await waitFor({ what, timeoutMs: leadInMs, intervalMs: 50, signal }, () => this.lacksToBegin());
    });
  }

  private async lacksToBegin(): Promise<true | NotYet> {
    const { producer, consumer } = this;
    if (!producer.isOver && producer.records < this.recordsPerSecond)
      return new NotYet('it writes nothing yet');
    return consumer.isAtWork || new NotYet('it reads nothing yet');
  }

  /** Kills one of its consumers, and waits until the others have what it had; the drill does not hang on it. @throws InterruptedError */
  async loseMember(): Promise<void> {
    const { consumer, producer } = this;
    const { settings, signal } = this.context;
    await consumer.lose();
    const marks = Array.from({ length: settings.partitions }, (_, partition) => consumer.reached(partition));
    const what = `client ${this.name} to read everything without the member that is gone`;
    await this.bear(async () => {
      await waitFor({ what, timeoutMs: takeOverMs, intervalMs: 50, signal }, async () => {
        if (consumer.isOver || producer.isOver) return true;
        const unread = marks.flatMap((mark, partition) =>
          consumer.reached(partition) > mark ? [] : [partition],
        );
        if (unread.length > 0) return new NotYet(`partitions ${unread.join(', ')} are not read`);
        // A share group lends every partition to everybody: what the dead one had been lent comes back late.
        const behind = producer.records - consumer.records;
        return behind <= this.recordsPerSecond || new NotYet(`${behind} records are not read`);
      });
    });
  }

  /** Waits until it writes and reads wherever it ever did; the drill does not hang on it. @throws InterruptedError */
  async untilBack(): Promise<void> {
    const { producer, consumer, context } = this;
    const unwrittenOf = this.unmoved(producer);
    const unreadOf = this.unmoved(consumer);
    const wait = { what: `client ${this.name} to work again`, timeoutMs: backMs, intervalMs: 50 };
    await this.bear(async () => {
      await waitFor({ ...wait, signal: context.signal }, async () => {
        // Without records there is nothing to read.
        if (producer.isOver) return true;
        const unwritten = unwrittenOf();
        if (unwritten.length > 0) return new NotYet(`it writes nothing to ${unwritten.join(', ')}`);
        const unread = consumer.isOver ? [] : unreadOf();
        return unread.length === 0 || new NotYet(`it reads nothing of ${unread.join(', ')}`);
      });
    });
  }

  /** @returns the partitions of which a program has had records, and none since now */
  private unmoved(program: Pick<ProgramWatch, 'countOf'>): () => readonly number[] {
    const { partitions } = this.context.settings;
    const before = Array.from({ length: partitions }, (_, number) => program.countOf(number));
    return () =>
      before.flatMap((had, number) => (had > 0 && program.countOf(number) === had ? [number] : []));
  }

  /** Ends the producer, lets the consumers catch up, ends it, and reads the topic back. @throws InterruptedError */
  async finish(): Promise<void> {
    const { access, limits, signal } = this.context;
    await this.producer.end(graceMs);
    const patience = { access, topic: this.topic, signal };
    await this.bear(async () => {
      const last = await lastOffsetsOf({ ...patience, timeoutMs: limits.readBackMs });
      const wait = { what: `client ${this.name} to read everything`, timeoutMs: catchUpMs, intervalMs: 50 };
      await waitFor({ ...wait, signal }, async () => {
        const behind = [...last].filter(([partition, offset]) => this.consumer.reached(partition) < offset);
        return (
          this.consumer.isOver ||
          behind.length === 0 ||
          new NotYet(`${behind.length} partitions are not read to their end`)
        );
      });
    });
    await this.consumer.end(graceMs);
    this.readBack = { problem: 'its topic could not be read back' };
    await this.bear(async () => {
      const last = await lastOffsetsOf({ ...patience, timeoutMs: limits.readBackMs });
      const held = [...last.values()].reduce((sum, offset) => sum + offset + 1, 0);
      if (held > mostRecords) {
        this.readBack = {
          problem: `its topic holds ${held} records, and at most ${mostRecords} are read back`,
        };
        return;
      }
      const records = await readWholeTopic({ ...patience, timeoutMs: limits.readBackMs });
      this.readBack = records.map(
        ({ partition, offset, value }) => [partition, offset, kept(value)] as const,
      );
    });
  }

  /** Ends its programs however far they are, and removes its topic and its group. @returns what is left, in words */
  async close(): Promise<readonly string[]> {
    await Promise.all([this.producer.kill(), this.consumer.kill()]);
    if (!this.isMade) return [];
    const { access } = this.context;
    const timeoutMs = removalMs(this.context);
    const removed = await Promise.allSettled([
      withAdmin(createKafka({ access, retries: 3 }), async (admin) => {
        // Where that fails their sessions end all the same.
        await this.leaveFor(admin).catch(() => undefined);
        await removeGroup(admin, this.groupId, timeoutMs);
      }),
      removeTopic(access, this.topic, timeoutMs),
    ]);
    return removed.flatMap((one) =>
      one.status === 'rejected' ? [`${this.name}: ${messageOf(one.reason)}`] : [],
    );
  }

  /** Gives up the places of consumers that died: their sessions may be longer than anybody waits. */
  private async leaveFor(admin: Admin): Promise<void> {
    const { groups } = await admin.describeGroups([this.groupId]);
    const members = groups.flatMap((group) => group.members.map(({ memberId }) => memberId));
    await Promise.all(members.map((member) => leaveGroup(this.context.access, this.groupId, member)));
  }

  /** What the recording has of it besides its events. */
  recorded(): RecordedSubject {
    const { name, client, topic, groupId, readBack } = this;
    return { name, client, topic, groupId, readBack };
  }

  /** What a subject cannot do is told, and costs the drill nothing. @throws InterruptedError */
  private async bear(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof InterruptedError || !(error instanceof LabError)) throw error;
      this.context.recorder.record({ type: 'step', text: messageOf(error) });
    }
  }
}
