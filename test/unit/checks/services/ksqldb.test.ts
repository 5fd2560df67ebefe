import { describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../src/checks/kit/check.ts';
import { ksqlDbSees, lookAt } from '../../../../src/checks/services/ksqldb.ts';
import { httpService, type Answer, type HttpService } from '../../../support/http-service.ts';
import { resolved } from '../../../support/topologies.ts';

const expected = { topic: 't', copies: [3, 3], clusterId: 'the-id' };

/** Answers of the documentation, with some of them replaced. */
function server(changes: Readonly<Record<string, Answer>> = {}): Promise<HttpService> {
  const answers: Readonly<Record<string, Answer>> = {
    'GET /info': { body: { KsqlServerInfo: { version: '0.29.0', kafkaClusterId: 'the-id' } } },
    'GET /healthcheck': {
      body: { isHealthy: true, details: { metastore: { isHealthy: true }, kafka: { isHealthy: true } } },
    },
    'POST /ksql': { body: [{ '@type': 'kafka_topics', topics: [{ name: 't', replicaInfo: [3, 3] }] }] },
    ...changes,
  };
  return httpService('ksql', ({ what }) => answers[what] ?? { status: 404, body: { message: 'nothing' } });
}

describe('a look at ksqlDB', () => {
  it('finds nothing wrong with a server that sees the topic', async () => {
    await using ksql = await server();
    expect(await lookAt(ksql.place, expected)).toEqual({ version: '0.29.0', problems: [] });
    expect(ksql.asked.at(-1)).toMatchObject({
      contentType: 'application/vnd.ksql.v1+json',
      body: { ksql: 'SHOW TOPICS;' },
    });
  });

  it.each<[string, Readonly<Record<string, Answer>>, string]>([
    [
      'a part that is not healthy',
      { 'GET /healthcheck': { body: { isHealthy: false, details: { kafka: { isHealthy: false } } } } },
      'ksql says that its kafka is not healthy',
    ],
    [
      'another cluster',
      { 'GET /info': { body: { KsqlServerInfo: { version: '0.29.0', kafkaClusterId: 'another' } } } },
      'ksql uses cluster another, not the-id',
    ],
    ['no topic', { 'POST /ksql': { body: [{ topics: [] }] } }, 'ksql does not see topic t'],
    [
      'fewer copies',
      { 'POST /ksql': { body: [{ topics: [{ name: 't', replicaInfo: [3, 1] }] }] } },
      "ksql sees 3, 1 copies of t's partitions, not 3, 3",
    ],
  ])('finds %s', async (_what, changes, problem) => {
    await using ksql = await server(changes);
    expect((await lookAt(ksql.place, expected)).problems).toEqual([problem]);
  });

  it('says what a server answers that refuses the statement', async () => {
    await using ksql = await server({
      'POST /ksql': { status: 400, body: { message: 'no such statement' } },
    });
    await expect(lookAt(ksql.place, expected)).rejects.toThrow(
      'ksql refuses POST /ksql: 400 no such statement',
    );
  });
});

it('is skipped with the reason where the topology has none', () => {
  const reason = (name: string): string | undefined =>
    ksqlDbSees.skipReason?.({ cluster: { topology: resolved(name) } } as CheckContext);
  expect(reason('full-stack')).toBeUndefined();
  expect(reason('open-stack')).toBe('needs ksqlDB: the topology has none; full-stack has it');
});
