/** No timer of kafkajs's is set for a time that has passed. */
import { createRequire } from 'node:module';
import { afterEach, expect, it, vi } from 'vitest';
import { createKafka } from '../../../../src/client/kafkajs/kafka.ts';
import { accessTo } from '../../../support/access.ts';

interface RequestQueue {
  throttledUntil: number;
  pending: unknown[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
}

const load = createRequire(import.meta.url);
const Queue = load('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueue;
const logger = { namespace: () => logger, debug() {}, info() {}, warn() {}, error() {} };

afterEach(() => vi.restoreAllMocks());

/** The delay of the timer that a queue sets. */
function delayOf(change: Partial<RequestQueue>): number {
  // Whoever makes clients has the mend.
  createKafka({ access: accessTo('127.0.0.1:1') });
  const queue = new Queue({ requestTimeout: 1_000, logger, instrumentationEmitter: { emit() {} } });
  Object.assign(queue, change);
  const { throttledUntil } = queue;
  const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementation((() => 0) as never);
  queue.scheduleCheckPendingRequests();
  expect(queue.throttledUntil).toBe(throttledUntil);
  const [call = []] = timer.mock.calls;
  timer.mockRestore();
  return Number(call[1]);
}

it('a queue that nothing waits in sets a timer for now', () => {
  const delay = delayOf({});
  expect(delay).toBeGreaterThanOrEqual(0);
  expect(delay).toBeLessThan(20);
});

it('what waits, and what a broker asks for, is timed as before', () => {
  expect(delayOf({ pending: [{}] })).toBe(10);
  const asked = delayOf({ throttledUntil: Date.now() + 5_000 });
  expect(asked).toBeGreaterThan(4_000);
  expect(asked).toBeLessThanOrEqual(5_000);
});
