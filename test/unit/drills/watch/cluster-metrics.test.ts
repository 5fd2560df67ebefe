/** A drill asks Prometheus once, waits for what is on its way, and does without where nobody answers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { clusterMetrics } from '../../../../src/drills/watch/cluster-metrics.ts';
import type { EventOf } from '../../../../src/drills/record/events.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { resolved } from '../../../support/topologies.ts';

const nodes = ['broker-1', 'broker-2', 'broker-3'];
const topology = resolved('open-stack');

/** A Prometheus that has scraped a broker anew from the third question on. */
async function prometheus(counts: (steps: readonly number[]) => readonly number[], serving = nodes) {
  let asked = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://prometheus');
    const answer = (result: unknown, data: object = { result }): void => {
      response.end(JSON.stringify({ status: 'success', data }));
    };
    if (pathname === '/api/v1/targets') {
      answer(undefined, { activeTargets: [{ scrapeInterval: '1s' }] });
      return;
    }
    if (pathname === '/api/v1/query') {
      asked += 1;
      const at = asked < 3 ? 0 : Date.now() / 1_000 + 1;
      answer(nodes.map((node) => ({ metric: { node }, value: [at, String(at)] })));
      return;
    }
    const [start, end] = [Number(searchParams.get('start')), Number(searchParams.get('end'))];
    const steps = Array.from({ length: Math.round(end - start) + 1 }, (_, index) => start + index);
    const values = counts(steps);
    answer(
      serving.map((node) => ({
        metric: { node },
        values: steps.map((at, index) => [at, String(node === 'broker-2' ? values[index] : 0)]),
      })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    timesAsked: () => asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

function clusterAt(port: number) {
  // 9090 is where Prometheus is without an offset.
  return { topology, instance: { portOffset: port - 9_090 } };
}

function asked(port: number, recorder: Recorder, timeoutMs = 5_000) {
  return clusterMetrics({
    cluster: clusterAt(port),
    recorder,
    timeoutMs,
    signal: new AbortController().signal,
  });
}

function stepsOf(recorder: Recorder): readonly string[] {
  return recorder
    .eventsSoFar()
    .filter((event): event is EventOf<'step'> => event.type === 'step')
    .map(({ text }) => text);
}

it('waits for the next scrape of every broker, and puts the counts on the clock of the recording', async () => {
  await using server = await prometheus((steps) => steps.map((_, index) => index));
  const recorder = new Recorder();
  const samples = (await asked(server.port, recorder)) ?? [];
  expect(server.timesAsked()).toBe(3);
  expect(samples.map(({ brokers }) => brokers.map(([, count]) => count))).toEqual(
    samples.map((_, index) => [0, index, 0]),
  );
  const last = samples.at(-1)?.atMs ?? -1;
  expect(Math.abs(last - recorder.nowMs())).toBeLessThan(5_000);
});

it('gives what there is where the count does not come back in time, and says so', async () => {
  await using server = await prometheus((steps) => steps.map(() => 4));
  const recorder = new Recorder();
  const fault = { fault: 'kill', nodeId: 'broker-1', node: 1, broker: true } as const;
  recorder.record({ type: 'fault', edge: 'start', ...fault });
  recorder.record({ type: 'heal', edge: 'start', ...fault });
  const samples = await asked(server.port, recorder, 1_200);
  expect(samples?.length).toBeGreaterThan(0);
  expect(stepsOf(recorder).at(-1)).toMatch(/^waited 1200 ms for Prometheus .*: it counts more$/);
});

it('waits for nothing where brokers do not serve the metric', async () => {
  await using server = await prometheus(() => [], []);
  const recorder = new Recorder();
  expect(await asked(server.port, recorder)).toBeUndefined();
  expect(server.timesAsked()).toBe(0);
  expect(stepsOf(recorder).at(-1)).toBe(
    'prometheus has no kafka_server_replicamanager_underreplicatedpartitions: the drill is judged without it',
  );
});

it('does without a Prometheus that does not answer, in one line that names it', async () => {
  const recorder = new Recorder();
  expect(await asked(1, recorder)).toBeUndefined();
  expect(stepsOf(recorder).at(-1)).toMatch(/^prometheus does not answer at .*; the drill is judged without/);
});

it('asks nobody where the topology has none', async () => {
  const recorder = new Recorder();
  const cluster = { topology: resolved('multi-broker'), instance: { portOffset: 0 } };
  const options = { recorder, timeoutMs: 1, signal: new AbortController().signal };
  expect(await clusterMetrics({ ...options, cluster })).toBeUndefined();
  expect(recorder.eventsSoFar()).toEqual([]);
});
