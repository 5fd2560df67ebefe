import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { CheckContext } from '../../../../src/checks/kit/check.ts';
import { schemasKept } from '../../../../src/checks/services/schemas-kept.ts';
import { ControllerQuorum, KafkaCluster, SchemaRegistry, Topology } from '../../../../src/index.ts';
import { resolved } from '../../../support/topologies.ts';

/** In which way a registry lies. */
type Lie = 'none' | 'other schema' | 'new id each time' | 'takes everything' | 'keeps subjects';

/** A registry of one subject, which takes a schema only if it is the one that it has. */
function registry(lie: Lie): Server & { readonly subjects: Set<string> } {
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
      if (schema !== first && lie !== 'takes everything') return [409, { message: 'incompatible' }];
      subjects.add(subject);
      if (id === 0 || lie === 'new id each time') id += 1;
      return [200, { id }];
    }
    if (asked.startsWith('GET')) return [200, { schema: lie === 'other schema' ? '"string"' : first }];
    if (!asked.startsWith('DELETE')) return [200, {}];
    if (lie === 'keeps subjects') return [500, { message: 'no' }];
    subjects.delete(subject);
    return [200, []];
  }
  return Object.assign(server, { subjects });
}

async function runAgainst(lie: Lie): Promise<{ said: Promise<string>; left: ReadonlySet<string> }> {
  const server = registry(lie);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const topology = new Topology('t', { summary: 's' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ControllerQuorum(topology, 'controllers'),
    brokers: 1,
  });
  new SchemaRegistry(topology, 'registry', { port });
  const context = {
    cluster: { topology: topology.resolve(), instance: { portOffset: 0 } },
    topicPrefix: 'klab-smoke-1',
    signal: new AbortController().signal,
    note() {},
  } as unknown as CheckContext;
  const said = schemasKept.run(context);
  await said.catch(() => undefined);
  server.close();
  return { said, left: server.subjects };
}

it('passes a registry that does as it should, and leaves nothing in it', async () => {
  const { said, left } = await runAgainst('none');
  await expect(said).resolves.toContain('schema 1 registered, read back by its id');
  expect(left).toEqual(new Set());
});

it.each([
  ['other schema', 'schema 1 comes back as "string"'],
  ['new id each time', 'the same schema has ids 1 and 2'],
  ['takes everything', 'a schema that needs a new field was accepted under BACKWARD'],
] as const)('fails a registry with a lie: %s', async (lie, message) => {
  const { said, left } = await runAgainst(lie);
  await expect(said).rejects.toThrow(message);
  expect(left).toEqual(new Set());
});

it('fails where its subject cannot be removed', async () => {
  const { said } = await runAgainst('keeps subjects');
  await expect(said).rejects.toThrow('registry keeps subject klab-smoke-1-schemas-kept: 500 no');
});

it('is skipped where there is no registry', () => {
  const on = (name: string) => ({ cluster: { topology: resolved(name), instance: { portOffset: 0 } } });
  expect(schemasKept.skipReason?.(on('multi-broker'))).toBe(
    'needs a schema registry: the topology has none; open-stack has one',
  );
  expect(schemasKept.skipReason?.(on('open-stack'))).toBeUndefined();
});
