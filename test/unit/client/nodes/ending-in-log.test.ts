/** The cause in a log: what no process gets over, else who told it to end, else the first error of its last seconds. */
import { expect, it } from 'vitest';
import { causeInLog, linesSince } from '../../../../src/client/nodes/ending-in-log.ts';

it.each([
  [
    'a full disk, wherever it stands',
    [
      '[2026-01-01 00:00:00,000] ERROR Error while appending (kafka.Log)',
      'java.io.IOException: No space left on device',
      '[2026-01-01 00:00:30,000] INFO shutting down (kafka)',
    ],
    'No space left on device',
  ],
  [
    'a signal',
    [
      '[2026-01-01 00:00:00,000] INFO Terminating process due to signal SIGTERM (org.apache.kafka.common.utils.LoggingSignalHandler)',
    ],
    'it was told to (SIGTERM)',
  ],
  [
    'the first error of the last seconds',
    [
      '[2026-01-01 00:00:00,000] ERROR got over (a.B)',
      '[2026-01-01 00:10:00,000] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)',
      '[2026-01-01 00:10:01,000] ERROR later (a.B)',
    ],
    'Exiting Kafka due to fatal exception',
  ],
  ['nothing, as after a kill', ['[2026-01-01 00:00:00,000] INFO all is well (a.B)'], undefined],
])('%s', (_, lines, cause) => {
  expect(causeInLog(lines)).toBe(cause);
});

it('what was there before does not count', () => {
  expect(linesSince(['a', 'b', 'c'], 'b')).toEqual(['c']);
  expect(linesSince(['a', 'b'], 'gone')).toEqual(['a', 'b']);
});
