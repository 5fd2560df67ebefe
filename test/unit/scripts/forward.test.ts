/** What `klab forward --json` prints keeps the shape of the stored example; what is forwarded is proved on Kubernetes. */
import { afterAll, expect, it, vi } from 'vitest';
import type { ForwardEvent, ForwardOptions, ForwardedPort } from '../../../src/cluster/forwards.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { resolved } from '../../support/topologies.ts';

const instance: Instance = {
  schemaVersion: 1,
  id: 'multi-broker-kubernetes',
  runtime: 'kubernetes',
  portOffset: 0,
  topology: resolved('multi-broker'),
  filesDir: '/nowhere',
  place: { context: 'theirs', namespace: 'shop', hostAccess: 'port-forward' },
  createdAt: '2026-01-01T00:00:00Z',
};
const port: ForwardedPort = {
  node: 'broker-1',
  address: '127.0.0.1:9092',
  pod: 'broker-1-0',
  port: 9_092,
  own: true,
};
const events: readonly ForwardEvent[] = [
  { type: 'node', node: 'broker-1', reachable: false, text: 'broker-1 does not answer' },
  { type: 'cluster', answers: true, text: 'the cluster answers again' },
];

// No cluster is there to be forwarded to: the runtime says at once all that it can say.
vi.mock('../../../src/app/find/cluster.ts', () => ({ instanceNamed: async () => instance }));
vi.mock('../../../src/runtimes/choose.ts', () => ({
  runtimeOf: () => ({
    forwards: {
      areNeeded: () => true,
      async keep(_: Instance, { onPorts, onEvent }: ForwardOptions) {
        onPorts([port]);
        for (const event of events) onEvent(event);
      },
    },
  }),
}));

// Tests share what they have loaded: this one loads the verb anew, and leaves none of that to the next.
vi.resetModules();
afterAll(() => {
  vi.doUnmock('../../../src/app/find/cluster.ts');
  vi.doUnmock('../../../src/runtimes/choose.ts');
  vi.resetModules();
});

it('tells the ports, and then every change, in lines of the stored shape', async () => {
  const lines: string[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const { command } = await import('../../../scripts/forward.ts');
  await command().parseAsync(['multi-broker', '--json'], { from: 'user' });
  spy.mockRestore();
  const printed = lines.map((line) => JSON.parse(line) as { type: string });
  const stored = storedExample('forward') as { type: string }[];
  expect(printed.map(({ type }) => type)).toEqual(stored.map(({ type }) => type));
  for (const [index, line] of printed.entries()) {
    expect(line).toMatchObject({ schemaVersion: 1 });
    expect(shapeProblems(line, stored[index])).toEqual([]);
  }
});
