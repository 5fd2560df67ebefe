/** A consumer that is told to end just when leaders have moved ends, and so does everything it started. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../src/package-root.ts';

/** kafkajs's own runner on a group of whose partitions the leaders move, and that is told to end at that moment. */
const program = `
  import { createRequire } from 'node:module';
  import './src/client/kafkajs/kafka.ts';
  const Runner = createRequire(process.cwd() + '/package.json')('kafkajs/src/consumer/runner');
  const logger = { namespace: () => logger, debug() {}, info() {}, warn() {}, error() {} };
  let leaders = [1, 2];
  const consumerGroup = {
    getNodeIds: () => leaders,
    // The second leader is slow to answer: meanwhile the fetchers of before are being stopped, to be made anew.
    fetch: (nodeId) => new Promise((resolve) => setTimeout(() => resolve([]), nodeId === 1 ? 5 : 300)),
    heartbeat: async () => {},
    leave: async () => {},
  };
  const runner = new Runner({ logger, consumerGroup, instrumentationEmitter: { emit() {} }, onCrash() {} });
  runner.running = true;
  const fetching = runner.fetchManager.start();
  leaders = [2];
  setTimeout(async () => {
    await runner.stop();
    await fetching;
    console.log('ended');
  }, 100);
`;

it('fetchers that are made while a consumer ends are stopped', async () => {
  // In a process of its own: what this is about would stop the test's.
  const run = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    {
      cwd: packageRoot(),
      timeout: 20_000,
      killSignal: 'SIGKILL',
    },
  );
  expect((await run).stdout).toBe('ended\n');
});
