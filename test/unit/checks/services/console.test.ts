import { expect, it } from 'vitest';
import type { CheckContext } from '../../../../src/checks/kit/check.ts';
import { consoleReady } from '../../../../src/checks/services/console.ts';
import { httpService, type Answer } from '../../../support/http-service.ts';
import { resolved } from '../../../support/topologies.ts';

/** Runs the check where the console of the topology is a server that answers that. */
async function check(answer: Answer): Promise<string> {
  await using server = await httpService('conduktor-console', ({ what }) =>
    what === 'GET /platform/api/modules/health/ready' ? answer : { status: 404 },
  );
  const topology = resolved('conduktor-kafka-single');
  const portOffset = server.port - 8080;
  return await consoleReady.run({
    cluster: { topology, instance: { portOffset } },
    signal: new AbortController().signal,
  } as CheckContext);
}

it('passes where every module is up, or left out by the licence', async () => {
  expect(await check({ body: { console: 'UP', monitoring: 'DISABLED', is_ready: true } })).toBe(
    'up in conduktor-console: console',
  );
});

it('fails where a module is not up, and names it', async () => {
  await expect(check({ status: 503, body: { console: 'STARTING', is_ready: false } })).rejects.toThrow(
    'not up in conduktor-console: console STARTING',
  );
});

it('fails where nothing is up, or somebody else answers', async () => {
  await expect(check({ body: { is_ready: true } })).rejects.toThrow('names no module that is up');
  await expect(check({ status: 404, body: { message: 'nothing here' } })).rejects.toThrow(
    'conduktor-console refuses GET /platform/api/modules/health/ready: 404 nothing here',
  );
});

it('is skipped with the reason where the topology has none', () => {
  const reason = (name: string): string | undefined =>
    consoleReady.skipReason?.({ cluster: { topology: resolved(name) } } as CheckContext);
  expect(reason('conduktor-kafka-single')).toBeUndefined();
  expect(reason('open-stack')).toBe('needs Conduktor Console: the topology has none; full-stack has it');
});
