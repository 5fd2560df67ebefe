/** What kcat 1.7.1 was seen to say, and what is made of it. */
import { describe, expect, it } from 'vitest';
import { readConsumerWord, readProducerWord, readRecord } from '../../../../../src/app/clients/kcat/words.ts';

describe('a producer', () => {
  it.each([
    '% Message delivered to partition 2 (offset 86) on broker 1',
    '% Message delivered to partition 2 (offset 86)',
  ])('%s', (line) => {
    expect(readProducerWord(line, 'orders')).toEqual({
      name: 'producer_send_success',
      topic: 'orders',
      partition: 2,
      offset: 86,
    });
  });

  it('says which records it has given up on, and not which they were', () => {
    expect(readProducerWord('% Delivery failed for message: Local: Message timed out', 'orders')).toEqual({
      name: 'producer_send_error',
      topic: 'orders',
      message: 'Local: Message timed out',
    });
  });

  it.each([
    "% Enable message offset reporting with '-X topic.produce.offset.report=true'",
    '% Message delivered to partition 2 (offset -1001)',
    '%3|1795855431.123|FAIL|rdkafka#producer-1| [thrd:127.0.0.1:14693/2]: Connect failed: Connection refused',
  ])('says nothing of a record by: %s', (line) => {
    expect(readProducerWord(line, 'orders')).toBeUndefined();
  });
});

describe('a consumer', () => {
  it('is given partitions of its topic, and loses them', () => {
    const line = '% Group g rebalanced (memberid rdkafka-c9-48): assigned: orders [0], orders [2], other [1]';
    expect(readConsumerWord(line, 'orders')).toEqual({
      name: 'partitions_assigned',
      partitions: [
        { topic: 'orders', partition: 0 },
        { topic: 'orders', partition: 2 },
      ],
    });
    expect(readConsumerWord('% Group g rebalanced (memberid x): revoked: orders [0]', 'orders')).toEqual({
      name: 'partitions_revoked',
      partitions: [{ topic: 'orders', partition: 0 }],
    });
    expect(readConsumerWord('% Waiting for group rebalance', 'orders')).toBeUndefined();
  });

  it('reads a record with whatever is in it', () => {
    expect(readRecord('1 42 0.7 and a blank', 'orders')).toEqual({
      name: 'record_data',
      topic: 'orders',
      partition: 1,
      offset: 42,
      value: '0.7 and a blank',
    });
    expect(readRecord('% no record', 'orders')).toBeUndefined();
  });
});
