/** Three projects: unit and golden need nothing, e2e needs what its runtime needs. */
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

// A topic read back has thousands of records: a difference that long would push every other failure out of a log.
const diff = { truncateThreshold: 60 };
// vitest gives a polled expectation a second, which a busy machine needs for one look at a cluster.
const expectation = { poll: { timeout: 20_000 } };

// One test that fails now and then must not throw a whole run away, and may not hide: the reporter names it.
const retry = process.env['CI'] === undefined ? 0 : 1;

// They compute all along, and vitest would leave one processor of two idle.
const maxWorkers = '100%';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/support/reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          diff,
          retry,
          maxWorkers,
          expect: expectation,
          // Each file would load the whole lab anew, which is most of the time of two hundred small files. A test that changes
          // what all share, such as the environment, puts it back.
          isolate: false,
          include: ['test/unit/**/*.test.ts'],
          globalSetup: ['test/support/empty-home.ts'],
          // Loading cdk8s, or every verb, takes seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'golden',
          diff,
          retry,
          maxWorkers,
          expect: expectation,
          include: ['test/golden/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          diff,
          retry,
          expect: expectation,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: [
            'test/support/built.ts',
            'test/support/shared-cache.ts',
            'test/support/kubernetes.ts',
            'test/support/standing-cluster.ts',
          ],
          setupFiles: ['test/support/own-home.ts'],
          // Brokers are the load here: files run one after another, so that none starves another's cluster. Outside of kind
          // two at a time do not (scripts/test-e2e.ts).
          fileParallelism: false,
          // Where a file says that its clusters may live side by side, much of their time is waiting.
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
