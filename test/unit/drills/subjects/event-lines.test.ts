/** Lines as Kafka's VerifiableProducer and VerifiableConsumer 4.3.1 write them, and as nobody should. */
import { describe, expect, it } from 'vitest';
import { readEventLine } from '../../../../src/drills/subjects/event-lines.ts';

const read = (line: object | string) =>
  readEventLine(typeof line === 'string' ? line : JSON.stringify(line), 'orders');

describe('what a client program says', () => {
  it.each([
    [{ timestamp: 1, name: 'startup_complete' }, { ready: true }],
    [
      { name: 'producer_send_success', key: '3', value: '0.12', partition: 2, offset: 7, topic: 'orders' },
      { events: [{ type: 'subject-ack', place: [2, 7], value: '0.12' }] },
    ],
    [
      // VerifiableShareConsumer of Kafka 4.3.1.
      {
        name: 'records_consumed',
        count: 4,
        partitions: [{ topic: 'orders', partition: 1, count: 4, offsets: [9, 3, 4, 5] }],
      },
      {
        events: [
          { type: 'subject-read', range: [1, 3, 5, 3] },
          { type: 'subject-read', range: [1, 9, 9, 1] },
        ],
      },
    ],
    [
      { name: 'offsets_acknowledged', count: 4, success: false, error: 'too late', partitions: [] },
      { events: [{ type: 'subject-commit', ok: false, reason: 'too late' }] },
    ],
    [
      { name: 'producer_send_success', partition: 2, offset: 7, topic: 'orders' },
      { events: [{ type: 'subject-ack', place: [2, 7] }] },
    ],
    [
      {
        name: 'producer_send_error',
        value: '0.13',
        exception: 'class org.apache.kafka.common.errors.TimeoutException',
        message: 'Expiring 1 record(s)',
      },
      {
        events: [
          {
            type: 'subject-error',
            value: '0.13',
            reason: 'org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s)',
          },
        ],
      },
    ],
    [
      {
        name: 'records_consumed',
        count: 5,
        partitions: [{ topic: 'orders', partition: 1, count: 5, minOffset: 3, maxOffset: 7 }],
      },
      { events: [{ type: 'subject-read', range: [1, 3, 7, 5] }] },
    ],
    [
      { name: 'record_data', key: null, value: '0.1', topic: 'orders', partition: 0, offset: 4 },
      { events: [{ type: 'subject-read', range: [0, 4, 4, 1] }], single: true },
    ],
    [
      {
        name: 'partitions_assigned',
        partitions: [
          { topic: 'orders', partition: 0 },
          { topic: 'x', partition: 1 },
        ],
      },
      { events: [{ type: 'subject-partitions', what: 'assigned', partitions: [0] }] },
    ],
    [
      { name: 'offsets_committed', offsets: [], success: false, error: 'rebalance' },
      { events: [{ type: 'subject-commit', ok: false, reason: 'rebalance' }] },
    ],
    [{ name: 'tool_data', sent: 12, acked: 12 }, { events: [] }],
    [{ name: 'producer_send_success', value: 'x', partition: 0, offset: 1, topic: 'other' }, { events: [] }],
  ])('%j', (line, meaning) => {
    expect(read(line)).toEqual(meaning);
  });

  it.each([
    'Connecting to 127.0.0.1:9092 ...',
    '[1, 2]',
    '{"name": 7}',
    '{"name":"producer_send_success","partition":0',
  ])('%s is no event', (line) => {
    expect(read(line)).toEqual({ problem: `no JSON object with a name: ${line}` });
  });

  it.each([
    { name: 'producer_send_success', value: '0.1', partition: -1, offset: 4 },
    { name: 'records_consumed', partitions: [{ partition: 1, count: 1, offsets: ['3'] }] },
    { name: 'producer_send_success', value: '0.1', partition: 0, offset: 1e300 },
    { name: 'producer_send_success', value: '0.1', partition: 0 },
    {
      name: 'records_consumed',
      count: 1,
      partitions: [{ partition: 0, count: 1, minOffset: 5, maxOffset: 4 }],
    },
    { name: 'records_consumed', count: 1, partitions: [7] },
    { name: 'partitions_assigned', partitions: 'all' },
  ])('%j lacks what it must have', (line) => {
    expect(read(line)).toMatchObject({ problem: expect.stringContaining(`${line.name} lacks`) as string });
  });

  it('a name of an object is no event', () => {
    expect(read({ name: 'toString' })).toEqual({ events: [] });
  });

  it('is cut where it is long', () => {
    const meaning = read({
      name: 'producer_send_success',
      value: 'x'.repeat(9_000),
      partition: 0,
      offset: 1,
    });
    expect(JSON.stringify(meaning).length).toBeLessThan(500);
  });
});
