/** Smoke check: keyed records arrive once, in order per partition, and stay as they are. */
import { brokersOf } from '../../kafka/node.ts';
import { failOn, type SmokeCheck } from '../kit/check.ts';
import { readTopic } from '../kit/reading.ts';
import { judgeRecords, judgeSecondRead, makeRecords } from '../kit/records.ts';
import { connectProducer, sendByKey } from '../kit/sending.ts';
import { makeTopic } from '../kit/topics.ts';

const keyCount = 15;
/** Each key is sent twice, so that order is tried across batches too. */
const recordsPerSend = 10;

/** The second read has a group of its own, so it begins anew. */
export const recordsKept: SmokeCheck = {
  name: 'records-kept',
  claim: 'Keyed records all arrive once, in order, each key in one partition, and read the same twice.',
  async run(context) {
    const kafka = context.kafka();
    const partitions = brokersOf(context.cluster.topology).length * 2;
    const { topic } = await makeTopic(context, { suffix: 'records', partitions });
    const once = makeRecords({ keys: keyCount, perKey: recordsPerSend });
    const again = makeRecords({ keys: keyCount, perKey: recordsPerSend, firstSequence: once.length });
    const sent = [...once, ...again];
    context.note(`sending ${sent.length} records`);
    const producer = await connectProducer(kafka);
    try {
      await sendByKey(producer, topic, once);
      await sendByKey(producer, topic, again);
    } finally {
      await producer.disconnect();
    }
    const first = await readTopic(context, { topic, group: 'records-first' });
    failOn(judgeRecords(sent, first));
    const second = await readTopic(context, { topic, group: 'records-second' });
    failOn(judgeSecondRead(first, second));
    const used = new Set(first.map(({ partition }) => partition)).size;
    return (
      `${first.length} records of ${keyCount} keys in ${used} partitions: none lost, doubled or out of order, ` +
      'offsets without a gap, the same on a second read'
    );
  },
};
