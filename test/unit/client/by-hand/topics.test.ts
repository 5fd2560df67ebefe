/** Topics are looked at just when a broker is gone: its partitions have no leader, and the others still know their names. */
import { expect, it } from 'vitest';
import { topicNames } from '../../../../src/client/by-hand/topics.ts';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import { accessTo } from '../../../support/access.ts';
import { metadataAnswer } from '../../../support/metadata-answer.ts';
import { answerTo, deadAddress, standIn } from '../wire/stand-in.ts';

it('lists topics without a leader while a broker is gone, each once and those of Kafka last', async () => {
  const state = (topic: string, partition: number, leader: number): PartitionState => ({
    topic,
    partition,
    leader,
    leaderEpoch: 3,
    replicas: [2],
    isr: [2],
  });
  const partitions = [
    state('__consumer_offsets', 0, 1),
    state('orders', 0, 1),
    state('orders', 1, -1),
    state('alone', 0, -1),
  ];
  const answer = metadataAnswer({ controller: 1, brokers: [1], partitions });
  await using broker = await standIn((socket, frame) => socket.write(answerTo(frame, answer)));
  const access = accessTo(broker.address, await deadAddress());
  expect(await topicNames(access)).toEqual(['alone', 'orders', '__consumer_offsets']);
});
