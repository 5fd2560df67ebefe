/** kcat is run so that nobody sees a password, and that its end is told; here a script in its place, that shows how it was called. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kcatLibrary } from '../../../../../src/app/clients/kcat/run.ts';
import type { SubjectEvent } from '../../../../../src/client/subjects/task.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-kcat-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const script = async (text: string): Promise<string> => {
  const path = join(dir, 'kcat.sh');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
};

const told = (events: SubjectEvent[], signal: AbortSignal) => ({
  bootstrap: ['h:1', 'h:2'],
  topic: 'orders',
  signal,
  onEvent: (event: SubjectEvent) => events.push(event),
});

it('a producer is fed records until it is told to end, and then ends by itself', async () => {
  const program = await script(`echo "$@" >${dir}/args
while read -r line; do
  echo "$line" >>${dir}/fed
  echo "% Message delivered to partition 0 (offset 7) on broker 1" >&2
done`);
  const events: SubjectEvent[] = [];
  const stop = new AbortController();
  const task = { ...told(events, stop.signal), throughput: 200, valuePrefix: '0', keys: 3 };
  const library = kcatLibrary({ program, files: join(dir, 'mine.properties') });
  const running = library.runProducer({
    ...task,
    properties: { 'socket.timeout.ms': '5000', 'sasl.jaas.config': 'secret' },
    security: {
      tls: { ca: 'the CA' },
      sasl: { mechanism: 'PLAIN', username: 'anna', password: () => 'secret' },
    },
  });
  await expect.poll(() => events.length).toBeGreaterThan(5);
  stop.abort();
  await running;
  expect(events[0]).toEqual({ name: 'startup_complete' });
  expect(events.at(-1)).toEqual({ name: 'shutdown_complete' });
  const acknowledged = { name: 'producer_send_success', topic: 'orders', partition: 0, offset: 7 };
  const fed = (await readFile(join(dir, 'fed'), 'utf8')).trim().split('\n');
  // So long that kcat, which reads its input in pieces of 4 KiB, does not wait for seconds until one is full.
  expect(new Set(fed.map(({ length }) => length))).toEqual(new Set([1_023]));
  expect(fed.slice(0, 4).map((line) => line.replace(/^0+(?=\d:)/, ''))).toEqual([
    '0:0.0',
    '1:0.1',
    '2:0.2',
    '0:0.3',
  ]);
  // What it was fed before it was told to end, it may finish.
  expect(events.slice(1, -1)).toEqual(fed.map(() => acknowledged));

  const config = join(dir, 'mine.properties.producer.conf');
  expect((await readFile(join(dir, 'args'), 'utf8')).trim()).toBe(
    `-F ${config} -b h:1,h:2 -X socket.timeout.ms=5000 -P -E -vv -t orders -K :`,
  );
  expect((await readFile(config, 'utf8')).trim().split('\n')).toEqual([
    `ssl.ca.location=${config}.ssl.ca.pem`,
    'sasl.mechanisms=PLAIN',
    'sasl.username=anna',
    'sasl.password=secret',
    'security.protocol=SASL_SSL',
  ]);
  expect((await stat(config)).mode & 0o777).toBe(0o600);
});

it('a consumer that ends by itself is told with its last words', async () => {
  const program = await script(`echo '0 3 0.3'; echo '% ERROR: Topic orders error: Broker: no' >&2; exit 1`);
  const events: SubjectEvent[] = [];
  const { signal } = new AbortController();
  const task = { ...told(events, signal), properties: {}, groupId: 'g' };
  await expect(kcatLibrary({ program }).runConsumer(task)).rejects.toThrow(
    'kcat ended by itself (1): % ERROR: Topic orders error: Broker: no',
  );
  expect(events.map(({ name }) => name)).toEqual(['startup_complete', 'record_data']);
});
