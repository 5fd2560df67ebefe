/** Smoke check 3: keyed records arrive once, in order per partition, and stay as they are. */
import { defaultPartitioner, withAdmin, type KafkaClient } from '../client/kafka.ts';
import { brokersOf } from '../kafka/node.ts';
import { failOn, type SmokeCheck } from './check.ts';
import { readTopic } from './reading.ts';
import { judgeRecords, judgeSecondRead, makeRecords, type SentRecord } from './records.ts';
import { makeTopic } from './topics.ts';

const recordCount = 300;
const keyCount = 30;
/** Records of one send: several sends, so that order across batches is tried too. */
const batchSize = 50;

/** The second read has a group of its own, so it begins anew. */
export const recordsKept: SmokeCheck = {
  name: 'records-kept',
  claim: 'Keyed records all arrive once, in order, each key in one partition, and read the same twice.',
  async run(context) {
    const kafka = context.kafka();
    const partitions = brokersOf(context.cluster.topology).length * 2;
    return withAdmin(kafka, async (admin) => {
      const { topic } = await makeTopic(context, admin, { suffix: 'records', partitions });
      const sent = makeRecords(recordCount, keyCount);
      context.note(`sending ${recordCount} records`);
      await sendInBatches(kafka, topic, sent);
      const first = await readTopic(context, admin, { topic, group: 'records-first' });
      failOn(judgeRecords(sent, first));
      const second = await readTopic(context, admin, { topic, group: 'records-second' });
      failOn(judgeSecondRead(first, second));
      const used = new Set(first.map(({ partition }) => partition)).size;
      return (
        `${first.length} records of ${keyCount} keys in ${used} partitions: none lost, doubled or out of order, ` +
        'offsets without a gap, the same on a second read'
      );
    });
  },
};

async function sendInBatches(kafka: KafkaClient, topic: string, records: readonly SentRecord[]): Promise<void> {
  const producer = kafka.producer({ createPartitioner: defaultPartitioner });
  await producer.connect();
  try {
    for (let from = 0; from < records.length; from += batchSize) {
      const messages = records.slice(from, from + batchSize).map(({ key, value }) => ({ key, value }));
      await producer.send({ topic, acks: -1, messages });
    }
  } finally {
    await producer.disconnect();
  }
}
