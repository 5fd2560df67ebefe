/** What a wait for brokers tells of their logs, and when it gives up because of them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RuntimeError } from '../../../../src/errors.ts';
import { nodeDied, watchLogs } from '../../../../src/runtimes/up/log-watch.ts';

const refused = [
  '2026-11-26T22:02:36.228Z [handler-0] ERROR kafka.server.ControllerApis - Unexpected error handling request',
  'org.apache.kafka.common.errors.ClusterAuthorizationException: Request needs CLUSTER_ACTION permission.',
];
const passing = ['2026-11-26T22:02:36.228Z [main] ERROR a.B - Could not reach the controller yet'];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function watching(log: readonly string[]) {
  const told: string[] = [];
  const watch = watchLogs({ ids: ['broker-1'], read: async () => log, onNews: (text) => told.push(text) });
  return { watch, told };
}

it('looks once most clusters would be ready, tells an error once, and goes on', async () => {
  const { watch, told } = watching(passing);
  await watch.look();
  expect(told).toEqual([]);
  for (let look = 0; look < 4; look += 1) {
    vi.advanceTimersByTime(10_000);
    await watch.look();
  }
  expect(told).toEqual(['broker-1 logs: Could not reach the controller yet']);
});

it('gives up on a refusal that stays, with its cause', async () => {
  const { watch } = watching(refused);
  vi.advanceTimersByTime(10_000);
  await watch.look();
  vi.advanceTimersByTime(10_000);
  await expect(watch.look()).rejects.toMatchObject({
    code: 'not-ready',
    exitCode: 1,
    message: expect.stringMatching(/^broker-1 is refused.*ClusterAuthorizationException: Request needs/),
    details: refused,
  });
});

it('adds the first error to a wait that was in vain, and to no other error', async () => {
  const late = new RuntimeError('not-ready', 'waited 180000 ms for every broker to register');
  expect(await watching(passing).watch.explain(late)).toMatchObject({
    message: `${late.message}; the first error of broker-1: Could not reach the controller yet`,
    details: passing,
  });
  expect(await watching([]).watch.explain(late)).toBe(late);
  const other = new RuntimeError('node-died', 'broker-1 ended');
  expect(await watching(passing).watch.explain(other)).toBe(other);
});

it('shows the last lines of a node that ended without an error in its log', () => {
  const log = Array.from({ length: 40 }, (_, line) => `line ${line}`);
  const died = nodeDied('broker-1 ended', log);
  expect(died.message).toBe('broker-1 ended; its last log lines:');
  expect(died.details).toHaveLength(15);
});
