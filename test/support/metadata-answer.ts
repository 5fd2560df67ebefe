/** A broker's answer to Metadata, version 7, as bytes: what stand-ins of brokers say. */
import type { PartitionState } from '../../src/cluster/partition.ts';
import { FieldWriter } from '../../src/client/wire/codec/field-writer.ts';

/** What the broker says; one topic for all of its partitions. */
export interface Said {
  readonly controller?: number;
  readonly brokers: readonly number[];
  readonly partitions: readonly PartitionState[];
}

/** The fields of the answer, behind its header. */
export function metadataAnswer({ controller = -1, brokers, partitions }: Said): Buffer {
  const body = new FieldWriter().int32(0);
  body.array(brokers, (number) => body.int32(number).string('127.0.0.1').int32(9_092).string(null));
  body.string('cluster').int32(controller);
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  body.array(topics, (topic) => {
    const own = partitions.filter((state) => state.topic === topic);
    body.int16(0).string(topic).boolean(topic.startsWith('__'));
    body.array(own, ({ partition, leader, leaderEpoch, replicas, isr }) => {
      body.int16(0).int32(partition).int32(leader).int32(leaderEpoch);
      body.array(replicas, (number) => body.int32(number));
      body.array(isr, (number) => body.int32(number)).array([], String);
    });
  });
  return body.toBuffer();
}
