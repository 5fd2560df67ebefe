/**
 * One DeleteTopics request (API key 20, version 1) to one broker.
 * kafkajs sends it to whom the metadata names as controller, with KRaft a random broker, also one that has just been
 * started and does not answer yet; any broker that does would have passed it on.
 */
import { RuntimeError } from '../errors.ts';
import { unknownTopic } from './fetch-metadata.ts';
import { askOnce } from './wire/ask-once.ts';
import { FieldWriter } from './wire/field-writer.ts';

/**
 * Asks one broker to delete a topic; in ZooKeeper mode it must be the controller. A topic that is not there is fine.
 * @param address `host:port` of a broker.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or refuses.
 */
export async function deleteTopic(address: string, topic: string, timeoutMs = 3_000): Promise<void> {
  const what = `delete topic ${topic}`;
  const body = new FieldWriter();
  body.array([topic], (name) => body.string(name)).int32(timeoutMs);
  const request = { apiKey: 20, apiVersion: 1, flexible: false, body, timeoutMs };
  const reader = await askOnce({ ...request, address, what });
  reader.int32(); // throttle time
  const [errorCode = unknownTopic] = reader.array(() => {
    reader.string(); // name
    return reader.int16();
  });
  if (errorCode === 0 || errorCode === unknownTopic) return;
  throw new RuntimeError('client', `${address} did not ${what}: Kafka error code ${errorCode}`);
}
