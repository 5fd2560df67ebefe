/** A broker that somebody else has started, without a mark of the lab's: known under a name, looked at, written to only with --yes, and left as it was. */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachCluster, detachCluster, type AttachRequest } from '../../../src/app/attach.ts';
import type { Caller } from '../../../src/app/caller.ts';
import { clusterNamed } from '../../../src/app/find/cluster.ts';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { writeProperties } from '../../../src/kafka/properties.ts';
import { readStatus } from '../../../src/runtimes/cluster-status.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { registry } from '../../../topologies/index.ts';
import { javasHere } from '../../support/javas.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { klab } from '../../support/klab.ts';
import { awkwardPassword, farHost, securedBroker, type SecuredBroker } from '../../support/secured-broker.ts';

const [java] = await javasHere();

let broker: SecuredBroker;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-attached-'));
  broker = await securedBroker('4.3.1', java);
  await writeFile(join(folder, 'ca.pem'), broker.tls.ca);
});
afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const caller: Caller = {
  topologies: registry,
  progress: { step() {}, update() {}, note() {}, succeed() {}, stop() {} },
  signal: new AbortController().signal,
  finishing: (_, work) => work(),
};

const attach = (request: AttachRequest): ReturnType<typeof attachCluster> => attachCluster(request, caller);

/** Settings of a client, in a file. */
async function config(name: string, settings: Record<string, string>): Promise<string> {
  const path = join(folder, `${name}.properties`);
  await writeFile(path, writeProperties(settings));
  return path;
}

const trusted = (): Record<string, string> => ({
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': join(folder, 'ca.pem'),
});

const scram = (password: string): Record<string, string> => ({
  'sasl.mechanism': 'SCRAM-SHA-512',
  'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="shop" password="${password.replaceAll(/["\\]/g, String.raw`\$&`)}";`,
});

async function topics(): Promise<readonly string[]> {
  const access = { brokers: [{ number: 1, id: 'broker-1', address: broker.at('PLAIN'), listeners: {} }] };
  const all = await withAdmin(createKafka({ access }), (admin) => admin.listTopics());
  return all.filter((topic) => !topic.startsWith('__')).toSorted();
}

it('is found by asking, and shown with what klab can do to it and why not the rest', async () => {
  const found = await klab('attach', 'shop', '--bootstrap', broker.at('PLAIN'), '--json');
  expect(found).toMatchObject({ code: 0 });
  expect(JSON.parse(found.stdout)).toMatchObject({
    instance: 'shop',
    kafkaVersion: '4.3',
    mode: 'kraft',
    nodes: [{ id: 'broker-1', role: 'combined', number: 1, address: broker.at('PLAIN') }],
    notes: [],
  });
  expect(shapeProblems(JSON.parse(found.stdout), storedExample('attach'))).toEqual([]);
  const asJson = await klab('status', 'shop', '--json');
  expect(shapeProblems(JSON.parse(asJson.stdout), storedExample('status-attached'))).toEqual([]);
  const shown = await klab('status', 'shop');
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.output).toMatch(/broker-1 +│? *combined/);
  expect(shown.output).toContain('no node can be killed, stopped or paused through Kafka');
});

it('is only read, until somebody says yes; then nothing stays of what klab made', async () => {
  const before = await topics();
  const reading = await clusterNamed('shop', registry, { sparing: true, running: 'a broker' });
  const read = await runChecks(reading);
  const passed = read.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
  expect(passed).toEqual(['brokers-registered', 'listeners-answer']);
  expect(read.find(({ name }) => name === 'records-kept')).toMatchObject({
    outcome: 'skipped',
    detail: 'writes to the cluster, and klab did not bring this up; add --yes to allow it',
  });
  expect(await topics()).toEqual(before);

  const written = await runChecks(await clusterNamed('shop', registry, { sparing: true, yes: true }), {
    only: ['brokers-registered', 'records-kept', 'leader-stop'],
  });
  expect(written.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['brokers-registered', 'passed'],
    ['records-kept', 'passed'],
    ['leader-stop', 'skipped'],
  ]);
  expect(await topics()).toEqual(before);
});

it('is broken and taken down by no verb, with or without yes', async () => {
  const broken = clusterNamed('shop', registry, { breaking: 'drill', yes: true });
  await expect(broken).rejects.toMatchObject({
    code: 'not-supported',
    message: expect.stringContaining('known by its addresses alone'),
  });
  const down = await klab('down', 'shop', '--yes');
  expect([down.code, down.output]).toEqual([2, expect.stringContaining('klab detach forgets it')]);
});

it('is let in by the settings of a client, of which only the path is stored', async () => {
  const path = await config('scram', {
    'security.protocol': 'SASL_SSL',
    ...trusted(),
    ...scram(awkwardPassword),
    'bootstrap.servers': broker.at('SECURE'),
  });
  const { notes } = await attach({ name: 'secured', clientConfig: path });
  expect(notes).toEqual([]);
  const stored = await readFile(join(instanceDir('secured'), 'instance.json'), 'utf8');
  expect(stored).toContain(path);
  expect(stored).not.toContain(awkwardPassword);
  expect(stored).not.toContain('CERTIFICATE');
  const cluster = await clusterNamed('secured', registry, { running: 'a broker' });
  expect(await readStatus(cluster)).toMatchObject({
    nodes: [
      { id: 'broker-1', state: 'running', registered: true, controller: true, address: broker.at('SECURE') },
    ],
  });
  expect(JSON.stringify(cluster)).not.toContain(awkwardPassword.slice(4));
  await detachCluster('secured', caller);
});

it('that does not let klab in, or is none, says why in one line, and nothing is stored', async () => {
  const web = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const webAddress = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  const overTls = await config('tls', { 'security.protocol': 'SSL', ...trusted() });
  const wrong = await config('wrong', { 'security.protocol': 'SASL_SSL', ...trusted(), ...scram('wrong') });
  const cases: readonly [Omit<AttachRequest, 'name'>, string][] = [
    [{ bootstrap: ['127.0.0.1:9'] }, 'connect ECONNREFUSED 127.0.0.1:9'],
    [{ bootstrap: [webAddress] }, 'a web server answers there (HTTP), no Kafka broker'],
    [
      { bootstrap: [broker.at('TLS')] },
      'this listener speaks TLS alone; set security.protocol=SSL (or SASL_SSL)',
    ],
    [
      { bootstrap: [broker.at('PLAIN')], clientConfig: overTls },
      `if it is one, set security.protocol=PLAINTEXT in ${overTls}`,
    ],
    [
      { bootstrap: [broker.at('SECURE')], clientConfig: wrong },
      `user and password are those of sasl.jaas.config in ${wrong}`,
    ],
    [{ bootstrap: [broker.at('SASL')] }, 'a listener that asks who comes does so: set security.protocol'],
    [
      { bootstrap: [broker.at('FAR')] },
      `broker 1 advertises ${broker.at('FAR').replace('127.0.0.1', farHost)}, which this host does not reach`,
    ],
    [{ bootstrap: ['localhost'] }, '"localhost" is no address; use HOST:PORT'],
    [{}, 'no address to begin with'],
  ];
  for (const [request, words] of cases) {
    const error: unknown = await attach({ name: 'refused', ...request }).catch((reason: unknown) => reason);
    expect(String(error)).toContain(words);
    expect(String(error)).not.toContain('\n');
  }
  await expect(readFile(join(instanceDir('refused'), 'instance.json'))).rejects.toMatchObject({
    code: 'ENOENT',
  });
  web.close();
});

it('has of klab what a klab that was killed has left until the next attach, and nobody else loses anything', async () => {
  const access = { brokers: [{ number: 1, id: 'broker-1', address: broker.at('PLAIN'), listeners: {} }] };
  const made = ['klab-smoke-0dead001-a', 'klab-smoke-0live001-a', 'orders'];
  await withAdmin(createKafka({ access }), (admin) =>
    admin.createTopics({ topics: made.map((topic) => ({ topic, numPartitions: 1 })) }),
  );
  const notes = join(instanceDir('shop'), 'made');
  await mkdir(notes, { recursive: true });
  await writeFile(join(notes, 'klab-smoke-0dead001'), '999999999\n');
  await writeFile(join(notes, 'klab-smoke-0live001'), `${process.pid}\n`);
  const again = await attach({ name: 'shop', bootstrap: [broker.at('PLAIN')] });
  expect(again.notes).toEqual(['removed what a klab that was killed had left: klab-smoke-0dead001-a']);
  expect(await topics()).toEqual(['klab-smoke-0live001-a', 'orders']);
});

it('is forgotten by detach, and goes on', async () => {
  const gone = await klab('detach', 'shop');
  expect(gone).toMatchObject({ code: 0 });
  await expect(detachCluster('shop', caller)).rejects.toMatchObject({ code: 'no-instance' });
  expect(await topics()).toContain('orders');
});
