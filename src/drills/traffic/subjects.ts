/** Client programs as the subjects of a drill: each writes and reads a topic of its own, and none can spoil the drill. */
import { createKafka, withAdmin } from '../../client/kafkajs/kafka.ts';
import { metadataOf, topicIn } from '../../client/wire/fetch-metadata.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import type { RecordedSubject } from '../record/recording.ts';
import type { DrillSubjects } from '../subjects/subject.ts';
import type { TrafficClient, TrafficClientMaker, TrafficContext } from './client.ts';
import { drillGroup } from './group-names.ts';
import { OneSubject } from './one-subject.ts';

/** All subjects of the drill. */
export const subjects: TrafficClientMaker = (context) =>
  context.subjects === undefined || context.subjects.all.length === 0
    ? undefined
    : new Subjects(context, context.subjects);

class Subjects implements TrafficClient {
  private readonly context: TrafficContext;
  private readonly asked: DrillSubjects;
  private all: readonly OneSubject[] = [];

  constructor(context: TrafficContext, asked: DrillSubjects) {
    this.context = context;
    this.asked = asked;
  }

  async start(): Promise<void> {
    const { settings, access } = this.context;
    const partitions =
      settings.consumers > 0 ? await offsetsPartitions(access, drillGroup(settings.topic)) : 0;
    this.all = this.asked.all.map((subject) => new OneSubject(this.context, subject, this.asked, partitions));
    this.say(`start clients: ${this.all.map(({ name }) => name).join(', ')}`);
    await Promise.all(this.all.map((one) => one.start()));
  }

  async loseMember(): Promise<void> {
    this.say('kill -9 a member of the group of each client, and wait until the others read on');
    await Promise.all(this.all.map((one) => one.loseMember()));
  }

  async untilBack(): Promise<void> {
    this.say('wait for the clients to write and to read everywhere again');
    await Promise.all(this.all.map((one) => one.untilBack()));
  }

  async finish(): Promise<readonly string[]> {
    this.say('end the clients, and read back what they wrote');
    await Promise.all(this.all.map((one) => one.finish()));
    return [];
  }

  async close(): Promise<readonly string[]> {
    return (await Promise.all(this.all.map((one) => one.close()))).flat();
  }

  evidence(): { readonly subjects: readonly RecordedSubject[] } {
    return { subjects: this.all.map((one) => one.recorded()) };
  }

  private say(text: string): void {
    this.context.recorder.record({ type: 'step', text });
  }
}

/** How many partitions `__consumer_offsets` has, which the first question for a group's coordinator makes; 0 where nobody says. */
async function offsetsPartitions(access: ClusterAccess, group: string): Promise<number> {
  const topic = '__consumer_offsets';
  const ask = (broker: BrokerAccess) => metadataOf(broker, [topic], 5_000);
  const partitions = async (): Promise<number> => {
    await withAdmin(createKafka({ access }), (admin) => admin.describeGroups([group]));
    return topicIn(await firstAnswer(access, 'tells of its groups', ask), topic).partitions.length;
  };
  return await partitions().catch(() => 0);
}
