/** `klab watch` on real brokers: in a pipe one line per change, in a terminal a picture that is drawn in place. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlacedTopic } from '../../../src/client/topics/placed-topic.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klabCommand } from '../../support/klab-command.ts';
import { startKlab } from '../../support/klab.ts';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { twoHostListeners } from '../../support/topologies.ts';

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(twoHostListeners(), { portOffset: 4_500 });
  const replicas = [
    [3, 2, 1],
    [2, 3, 1],
  ];
  await createPlacedTopic(cluster, { topic: 'orders', replicas });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

/** One line of `--json`. */
interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}

describe('klab watch', () => {
  it('tells a pipe of a broker that is killed and comes back, and ends without an error', async () => {
    const lines = startKlab('watch', cluster.instance.id);
    const json = startKlab('watch', cluster.instance.id, '--json', '--topic', 'orders');
    await lines.printed('2 partitions of 1 topic, all in sync');
    await json.printed('"type":"cluster"');

    // The last one: where brokers and addresses were paired by their places, the second listener of the first two had its.
    await cluster.kill('broker-3');
    await lines.printed('broker-3 is stopped');
    await lines.printed('broker-3 does not answer');
    await lines.printed('orders/0: leader moved from broker-3 to broker-2');
    await lines.printed('ISR shrank without broker-3 (2 of 3 in sync)');
    await json.printed('"type":"leader"');
    const [registered] = await runChecks(cluster, { only: ['brokers-registered'] });
    expect(registered).toMatchObject({ outcome: 'failed' });
    expect(registered?.detail).toMatch(/broker-3 \(127\.0\.0\.1:13594/);

    await cluster.start('broker-3');
    await lines.printed('broker-3 runs');
    await lines.printed('broker-3 answers');
    await lines.printed('ISR grew with broker-3 (3 of 3 in sync)');
    await json.printed('"joined":[3]');

    for (const watch of [lines, json]) watch.child.kill('SIGINT');
    expect(await Promise.all([lines.ended(), json.ended()])).toEqual([0, 0]);
    for (const line of lines.stdout().trim().split('\n'))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \S/);
    const told = json
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Told);
    expect(told[0]).toMatchObject({ schemaVersion: 1, type: 'cluster', instance: cluster.instance.id });
    expect(told).toContainEqual(
      expect.objectContaining({ type: 'leader', topic: 'orders', partition: 0, from: 3, to: 2 }),
    );
    const nodeChanges = told.filter(({ type }) => type === 'node').map(({ node, state }) => [node, state]);
    expect(nodeChanges).toEqual([
      ['broker-3', 'stopped'],
      ['broker-3', 'running'],
    ]);
  });

  // util-linux's script gives a command a terminal; that of other systems takes other options.
  it.runIf(process.platform === 'linux')('draws a terminal its picture in place', async () => {
    const klab = [...klabCommand(), 'watch', cluster.instance.id];
    const command = ['stty cols 80 rows 24; exec', ...klab].join(' ');
    const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm', NO_COLOR: '1' };
    delete env['CI'];
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await expect.poll(() => text, { timeout: 60_000 }).toMatch(/orders\/1 +● +★ +●/);
    expect(text).toMatch(/broker-1◆? +broker-2◆? +broker-3/);
    // The clock alone moves on: its line is written again, what is below it is left as it was.
    const before = text.length;
    await expect.poll(() => text.slice(before), { timeout: 20_000 }).toMatch(/\d\d:\d\d:\d\d/);
    expect(text.slice(before)).toContain('\u001B[');
    // Ctrl-C, as a person types it.
    child.stdin.write('\u0003');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
  });
});
