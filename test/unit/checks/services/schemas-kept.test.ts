import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/checks/kit/check.ts';
import { runChecks } from '../../../../src/checks/run-checks.ts';
import { schemasKept } from '../../../../src/checks/services/schemas-kept.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { ControllerQuorum, KafkaCluster, SchemaRegistry, Topology } from '../../../../src/index.ts';
import { resolved } from '../../../support/topologies.ts';

/** In which way a registry lies. */
type Lie = 'other schema' | 'new id each time' | 'takes everything' | 'keeps subjects';

/** A registry of one subject, which takes a schema only if it is the one that it has. */
function registry(lies: readonly Lie[]): Server & { readonly subjects: Set<string> } {
  const subjects = new Set<string>();
  let first = '';
  let id = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { schema = '' } = JSON.parse(text || '{}') as { schema?: string };
      const [status, body] = answer(`${request.method} ${request.url}`, schema);
      response.writeHead(status).end(JSON.stringify(body));
    });
  });
  function answer(asked: string, schema: string): [number, object] {
    const [, subject = ''] = /subjects\/([^/?]+)/.exec(asked) ?? [];
    if (asked.startsWith('POST')) {
      first ||= schema;
      if (schema !== first && !lies.includes('takes everything')) return [409, { message: 'incompatible' }];
      subjects.add(subject);
      if (id === 0 || lies.includes('new id each time')) id += 1;
      return [200, { id }];
    }
    if (asked.startsWith('GET')) return [200, { schema: lies.includes('other schema') ? '"string"' : first }];
    if (!asked.startsWith('DELETE')) return [200, {}];
    if (lies.includes('keeps subjects')) return [500, { message: 'no' }];
    subjects.delete(subject);
    return [200, []];
  }
  return Object.assign(server, { subjects });
}

interface Ended {
  readonly results: readonly Pick<CheckResult, 'name' | 'outcome' | 'detail'>[];
  /** Subjects that are there still. */
  readonly left: ReadonlySet<string>;
}

/** Runs the check as `smoke` does, against a registry with those lies. */
async function runAgainst(...lies: Lie[]): Promise<Ended> {
  const server = registry(lies);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const topology = new Topology('t', { summary: 's' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ControllerQuorum(topology, 'controllers'),
    brokers: 1,
  });
  new SchemaRegistry(topology, 'registry', { port });
  const cluster = { topology: topology.resolve(), brokers: [], instance: { portOffset: 0 } };
  const results = await runChecks(cluster as unknown as RunningCluster, { only: ['schemas-kept'] });
  server.close();
  return {
    results: results.map(({ name, outcome, detail }) => ({ name, outcome, detail })),
    left: server.subjects,
  };
}

const name = 'schemas-kept';

it('passes a registry that does as it should, and leaves nothing in it', async () => {
  const { results, left } = await runAgainst();
  const detail = expect.stringContaining('schema 1 registered, read back by its id') as string;
  expect(results).toEqual([{ name, outcome: 'passed', detail }]);
  expect(left).toEqual(new Set());
});

it.each([
  ['other schema', 'schema 1 comes back as "string"'],
  ['new id each time', 'the same schema has ids 1 and 2'],
  ['takes everything', 'a schema that needs a new field was accepted under BACKWARD'],
] as const)('fails a registry with a lie: %s', async (lie, detail) => {
  const { results, left } = await runAgainst(lie);
  expect(results).toEqual([{ name, outcome: 'failed', detail }]);
  expect(left).toEqual(new Set());
});

const kept = /^registry keeps subject klab-smoke-\w+-schemas-kept: 500 no$/;
const leftover = {
  name: 'cleanup',
  outcome: 'failed',
  detail: expect.stringMatching(
    /^something of the checks is left: subject (klab-smoke-\w+-schemas-kept) \(registry keeps subject \1: 500 no\)$/,
  ) as string,
};

it('fails where its subject cannot be removed, which is told as left', async () => {
  const { results } = await runAgainst('keeps subjects');
  const detail = expect.stringMatching(kept) as string;
  expect(results).toEqual([{ name, outcome: 'failed', detail }, leftover]);
});

it('tells what is left also where something else went wrong first', async () => {
  const { results } = await runAgainst('other schema', 'keeps subjects');
  expect(results).toEqual([{ name, outcome: 'failed', detail: 'schema 1 comes back as "string"' }, leftover]);
});

it('is skipped where there is no registry', () => {
  const on = (name: string) => ({ cluster: { topology: resolved(name), instance: { portOffset: 0 } } });
  expect(schemasKept.skipReason?.(on('multi-broker'))).toBe(
    'needs a schema registry: the topology has none; open-stack has one',
  );
  expect(schemasKept.skipReason?.(on('open-stack'))).toBeUndefined();
});
