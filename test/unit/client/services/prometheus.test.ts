import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  instantQuery,
  prometheusOf,
  rangeQuery,
  scrapeIntervalMs,
} from '../../../../src/client/services/prometheus.ts';
import type { ServicePlace } from '../../../../src/client/services/address.ts';
import { resolved } from '../../../support/topologies.ts';

async function answering(
  status: number,
  body: unknown,
): Promise<AsyncDisposable & { readonly place: ServicePlace; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    place: { nodeId: 'prometheus', url },
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('an instant query', () => {
  it('gives each series its labels and its number', async () => {
    const result = [{ metric: { node: 'broker-1' }, value: [1.5, '2'] }];
    await using server = await answering(200, { status: 'success', data: { resultType: 'vector', result } });
    expect(await instantQuery(server.place, 'up{node="broker-1"} + 1')).toEqual([
      { labels: { node: 'broker-1' }, value: 2 },
    ]);
    expect(server.asked).toEqual(['/api/v1/query?query=up%7Bnode%3D%22broker-1%22%7D+%2B+1']);
  });

  it('that is refused says why, and who refuses', async () => {
    await using server = await answering(400, { status: 'error', error: 'parse error: no' });
    await expect(instantQuery(server.place, 'up{')).rejects.toThrow(
      /^prometheus refuses GET \/api\/v1\/query: 400 .*parse error: no/,
    );
  });
});

describe('a range query', () => {
  const range = { startMs: 1_000_500, endMs: 1_002_500, stepMs: 1_000 };

  it('asks in seconds and gives times in milliseconds', async () => {
    const values = [
      [1_000.5, '0'],
      [1_002.5, '3'],
    ];
    const result = [{ metric: { node: 'broker-1' }, values }];
    await using server = await answering(200, { status: 'success', data: { resultType: 'matrix', result } });
    expect(await rangeQuery(server.place, 'up', range)).toEqual([
      {
        labels: { node: 'broker-1' },
        points: [
          [1_000_500, 0],
          [1_002_500, 3],
        ],
      },
    ]);
    expect(server.asked).toEqual(['/api/v1/query_range?query=up&start=1000.500&end=1002.500&step=1.000']);
  });

  it('that nobody answers names the node', async () => {
    const place = { nodeId: 'prometheus', url: 'http://127.0.0.1:1' };
    await expect(rangeQuery(place, 'up', range)).rejects.toThrow(
      /^prometheus does not answer at http:\/\/127\.0\.0\.1:1\/api\/v1\/query_range: /,
    );
  });
});

it.each([
  ['1s', 1_000],
  ['1m30s', 90_000],
  ['500ms', 500],
])('an interval of %s is %i ms, and the longest counts', async (scrapeInterval, ms) => {
  const activeTargets = [{ scrapeInterval: '200ms' }, { scrapeInterval }];
  await using server = await answering(200, { status: 'success', data: { activeTargets } });
  expect(await scrapeIntervalMs(server.place)).toBe(ms);
});

it('the topology’s Prometheus is asked at its published port', () => {
  expect(prometheusOf(resolved('open-stack'), 500)).toEqual({
    nodeId: 'prometheus',
    url: 'http://127.0.0.1:9590',
  });
  expect(prometheusOf(resolved('multi-broker'), 0)).toBeUndefined();
});
