/** `klab start` ends when the node answers, so whatever is asked next finds it; where it cannot answer, that is said. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/cluster/access.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { brokersOf } from '../../../src/kafka/node.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';
import { quickFailover } from '../../support/topologies.ts';

const portOffset = 7_500;

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(quickFailover(), { portOffset });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

/** Numbers of the brokers that a broker, asked once, says are registered. */
async function registeredAt(broker: Endpoint): Promise<readonly number[]> {
  return (await describeBroker(broker)).brokers.map(({ number }) => number).toSorted((a, b) => a - b);
}

it('waits for a broker that comes back', async () => {
  const { id } = cluster.instance;
  expect((await klab('kill', id, 'broker-3')).code).toBe(0);
  const { output, code } = await klab('start', id, 'broker-3');
  expect(await registeredAt(cluster.brokers[2]!)).toEqual([1, 2, 3]);
  expect(output).toContain('started broker-3');
  expect(output).not.toContain('no answer yet');
  expect(code).toBe(0);
});

it('says at once what a broker without a majority of its quorum waits for', async () => {
  const { id } = cluster.instance;
  await Promise.all(brokersOf(cluster.topology).map((broker) => cluster.kill(broker.id)));
  const first = await klab('start', id, 'broker-1');
  expect(first.output).toContain(
    'no answer yet: 1 of 3 members of the quorum run, and brokers answer once more than half do',
  );
  expect(first.code).toBe(0);
  const second = JSON.parse((await klab('start', id, 'broker-2', '--json')).stdout) as unknown;
  expect(second).toMatchObject({ node: 'broker-2', done: 'start', answers: true });
  expect(await registeredAt(cluster.brokers[1]!)).toContain(2);
});

it('smoke, drill and watch have nothing to ask of brokers that do not run, and say so in one line', async () => {
  const { id } = cluster.instance;
  const running = (await cluster.status()).filter(({ state }) => state === 'running');
  await Promise.all(running.map((node) => cluster.kill(node.id)));
  const line = `error: ${id} is down; bring it up: klab up multi-broker --on local --port-offset ${portOffset}\n`;
  const asked = await Promise.all(
    [
      ['smoke', id],
      ['drill', id, 'kill-leader'],
      ['watch', id],
    ].map((verb) => klab(...verb)),
  );
  expect(asked).toEqual(asked.map(({ stdout }) => ({ code: 2, output: line, stdout })));
});
