/** One DescribeLogDirs request to one broker: how many bytes it has of each partition. kafkajs does not have it. */
import type { Endpoint } from '../../../cluster/access.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { byTopic } from './by-topic.ts';

/** A partition. */
interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

const timeoutMs = 10_000;

/** How a partition is named in {@link logSizes}: `topic/0`. */
export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Bytes that a broker has of these partitions, by {@link nameOf}; of those that it has none of, nothing. @throws WireFailure */
export async function logSizes(
  broker: Endpoint,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, number>> {
  if (partitions.length === 0) return new Map();
  const body = new FieldWriter();
  body.array(byTopic(partitions), ([topic, those]) => {
    body.string(topic).array(those, ({ partition }) => body.int32(partition));
  });
  const request = { api: apis.describeLogDirs, body, timeoutMs };
  const reader = await askOnce({ ...request, broker, what: 'say how big its partitions are' });
  reader.int32(); // throttle time
  const sizes = reader.array(() => {
    reader.int16(); // error code; a directory with one has no topics
    reader.string(); // its path
    return reader.array(() => {
      const topic = reader.string() ?? '';
      return reader.array(() => {
        const partition = reader.int32();
        const size = Number(reader.int64());
        reader.int64(); // how far it lags
        reader.boolean(); // whether it is on its way to another directory
        return [nameOf({ topic, partition }), size] as const;
      });
    });
  });
  return new Map(sizes.flat(2));
}
