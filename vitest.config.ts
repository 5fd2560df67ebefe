/** Three projects: unit and golden need nothing, e2e needs what its runtime needs. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          globalSetup: ['test/support/empty-home.ts'],
          // Loading cdk8s, or every verb, takes seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'golden', include: ['test/golden/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/shared-cache.ts', 'test/support/kubernetes.ts'],
          // Brokers are the load here: files run one after another, so that none starves another's cluster.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
