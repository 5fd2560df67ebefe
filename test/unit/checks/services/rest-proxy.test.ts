/** The check of the REST proxy against a server that speaks its API, and lies where it is told to. */
import { describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../src/checks/kit/check.ts';
import { carryThrough, restProxyCarries } from '../../../../src/checks/services/rest-proxy.ts';
import { httpService, type HttpService } from '../../../support/http-service.ts';
import { resolved } from '../../../support/topologies.ts';

const partition = { topic: 't', partition: 0 };

interface Held {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: unknown;
}

/** Version 2 of the API with one partition; answers records seven at a time. */
function proxy(lie: (held: readonly Held[]) => readonly Held[] = (held) => held): Promise<HttpService> {
  const held: Held[] = [];
  let reading: Held[] = [];
  const own = '/consumers/t-reader/instances/t-reader';
  return httpService('rest', ({ what, body }) => {
    switch (what) {
      case 'POST /topics/t': {
        const { records } = body as { readonly records: readonly { readonly value: unknown }[] };
        for (const { value } of records) held.push({ ...partition, offset: held.length, value });
        return { body: { offsets: held.map(({ offset }) => ({ partition: 0, offset, error_code: null })) } };
      }
      case 'POST /consumers/t-reader':
        // As the proxy does: an address that only nodes of the cluster can use.
        return { body: { instance_id: 't-reader', base_uri: `http://rest.cluster:8082${own}` } };
      case `POST ${own}/positions/beginning`:
        reading = [...lie(held)];
        return {};
      case `GET ${own}/records`:
        return { body: reading.splice(0, 7) };
      case `POST ${own}/assignments`:
      case `DELETE ${own}`:
        return {};
      default:
        return { status: 404, body: { error_code: 404, message: 'HTTP 404 Not Found' } };
    }
  });
}

describe('carrying records through a proxy', () => {
  it('is fine where they come back as they were sent, and removes its consumer', async () => {
    await using server = await proxy();
    expect(await carryThrough(server.place, partition)).toEqual([]);
    expect(server.asked.at(-1)?.what).toBe('DELETE /consumers/t-reader/instances/t-reader');
    expect(server.asked[0]).toMatchObject({
      contentType: 'application/vnd.kafka.json.v2+json',
      accept: 'application/vnd.kafka.v2+json',
    });
    expect(server.asked.find(({ what }) => what.endsWith('/records'))?.accept).toBe(
      'application/vnd.kafka.json.v2+json',
    );
  });

  it('notices records that come twice', async () => {
    await using server = await proxy((held) => [...held, held.at(-1)!]);
    expect(await carryThrough(server.place, partition)).toEqual(['21 records came, 20 were sent']);
  });

  it('notices records that change places', async () => {
    await using server = await proxy(([first, second, ...rest]) => [second!, first!, ...rest]);
    expect(await carryThrough(server.place, partition)).toEqual([
      'offset 1 holds {"sequence":1}, not record 0',
      'offset 0 holds {"sequence":0}, not record 1',
    ]);
  });

  it('says how many came where some are lost, and removes its consumer all the same', async () => {
    await using server = await proxy((held) => held.slice(1));
    await expect(carryThrough(server.place, partition, 300)).rejects.toThrow(/19 came/);
    expect(server.asked.at(-1)?.what).toBe('DELETE /consumers/t-reader/instances/t-reader');
  });

  it('does not take 200 for a success where records were refused', async () => {
    await using server = await httpService('rest', () => ({
      body: { offsets: [{ partition: null, offset: null, error_code: 50002, error: 'no leader' }] },
    }));
    await expect(carryThrough(server.place, partition)).rejects.toThrow(
      'rest: 1 of 20 records were not taken: 50002 no leader',
    );
  });
});

describe('the check', () => {
  const reason = (name: string): string | undefined =>
    restProxyCarries.skipReason?.({ cluster: { topology: resolved(name) } } as CheckContext);

  it('is tried where there is a proxy, and elsewhere skipped with the reason', () => {
    expect(reason('full-stack')).toBeUndefined();
    expect(reason('open-stack')).toBe('needs a REST proxy: the topology has none; full-stack has one');
  });
});
