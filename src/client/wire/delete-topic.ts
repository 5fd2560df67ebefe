/**
 * One DeleteTopics request (by the first version that says when deletion is switched off) to one broker.
 * kafkajs sends it to whom the metadata names as controller, with KRaft a random broker, also one that has just been
 * started and does not answer yet; any broker that does would have passed it on.
 */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { errorKind } from '../wire/codec/error-kinds.ts';
import { unknownTopic } from '../wire/fetch-metadata.ts';
import { apis } from '../wire/apis.ts';
import { askOnce, usualTimeoutMs } from '../wire/ask-once.ts';
import { FieldWriter } from '../wire/codec/field-writer.ts';

/** Brokers that delete no topics at all: what is left of one is no damage, and no wait changes it. */
export class TopicDeletionDisabled extends RuntimeError {
  constructor(topic: string) {
    super('not-supported', `topic ${topic} stays: the brokers delete no topics (delete.topic.enable=false)`);
  }
}

/** Kafka's error code for delete.topic.enable=false (Errors.TOPIC_DELETION_DISABLED). */
const deletionDisabled = 73;

/**
 * Asks one broker to delete a topic; in ZooKeeper mode it must be the controller. A topic that is not there is fine.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or refuses; TopicDeletionDisabled.
 */
export async function deleteTopic(
  broker: Endpoint,
  topic: string,
  timeoutMs = usualTimeoutMs(broker),
): Promise<void> {
  const what = `delete topic ${topic}`;
  const body = new FieldWriter();
  body.array([topic], (name) => body.string(name)).int32(timeoutMs);
  const request = { api: apis.deleteTopics, body, timeoutMs };
  const reader = await askOnce({ ...request, broker, what });
  reader.int32(); // throttle time
  const [errorCode = unknownTopic] = reader.array(() => {
    reader.string(); // name
    return reader.int16();
  });
  if (errorCode === 0 || errorCode === unknownTopic) return;
  if (errorCode === deletionDisabled) throw new TopicDeletionDisabled(topic);
  throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorKind(errorCode)}`);
}
