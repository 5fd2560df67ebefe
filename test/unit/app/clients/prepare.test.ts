/** Clients are made ready, or refused in one line, before anything is broken. */
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClientAsked } from '../../../../src/app/clients/asked.ts';
import { allSettings, assertClients, prepareClients } from '../../../../src/app/clients/prepare.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { SubjectTask } from '../../../../src/drills/subjects/subject.ts';
import { instanceDir } from '../../../../src/runtimes/instances.ts';
import { resolved } from '../../../support/topologies.ts';

const id = 'multi-broker-local';
const instance = { id, topology: resolved('multi-broker') } as RunningCluster['instance'];
const task: SubjectTask = {
  role: 'producer',
  bootstrap: ['127.0.0.1:9092'],
  topic: 'orders',
  groupId: 'orders-group',
  keys: 30,
  recordsPerSecond: 50,
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-clients-'));
  vi.stubEnv('KLAB_HOME', dir);
  await mkdir(instanceDir(id), { recursive: true });
  await writeFile(join(dir, 'my-client.sh'), '#!/bin/sh\n');
  await chmod(join(dir, 'my-client.sh'), 0o755);
  await writeFile(join(dir, 'no-program.sh'), '#!/bin/sh\n');
  await writeFile(join(dir, 'client.properties'), 'acks=1\nsession.timeout.ms=6000\n');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

const prepare = (asked: readonly ClientAsked[], configFile?: string, security?: RunningCluster['security']) =>
  prepareClients(asked, { configFile }, { instance, ...(security && { security }) });

describe('clients of a drill', () => {
  it('have names of their own, and the flags of the contract', async () => {
    await using clients = await prepare([
      'kafkajs',
      `${dir}/my-client.sh --fast`,
      'kafkajs',
      'python3 client.py',
    ]);
    expect(clients.all.map(({ name }) => name)).toEqual(['kafkajs', 'my-client', 'kafkajs-2', 'python3']);
    expect(clients.all[0]?.client).toMatch(/^kafkajs \d+\.\d+\.\d+$/);
    const flags = '--bootstrap-server 127.0.0.1:9092 --topic orders';
    const writes = `${flags} --throughput 50 --value-prefix 0 --repeating-keys 30`;
    const mine = clients.all[1];
    expect(mine?.command(task)).toEqual({
      command: join(dir, 'my-client.sh'),
      args: `--fast producer ${writes}`.split(' '),
    });
    expect(mine?.command({ ...task, role: 'consumer' }).args).toEqual(
      `--fast consumer ${flags} --group-id orders-group`.split(' '),
    );
  });

  it('one may be there twice, with other settings', async () => {
    const fast = join(dir, 'fast.properties');
    await writeFile(fast, 'metadata.max.age.ms=1000\nsession.timeout.ms=9000\nsecurity.protocol=PLAINTEXT\n');
    await using clients = await prepare(['kafkajs', `kafkajs@${fast}`], join(dir, 'client.properties'));
    const [plain, other] = clients.all;
    expect([plain?.name, other?.name]).toEqual(['kafkajs', 'kafkajs-fast']);
    // What lets it in is nobody's to read.
    expect(other?.client).toBe(`${plain?.client} with metadata.max.age.ms=1000, session.timeout.ms=9000`);
    const lines = async (of: typeof plain): Promise<readonly string[]> =>
      (await readFile(of?.command(task).args.at(-1) ?? '', 'utf8')).trim().split('\n');
    expect(await lines(plain)).toEqual(['acks=1', 'session.timeout.ms=6000']);
    expect(await lines(other)).toEqual([
      'acks=1',
      'metadata.max.age.ms=1000',
      'security.protocol=PLAINTEXT',
      'session.timeout.ms=9000',
    ]);
    expect(await allSettings(['kafkajs', `kafkajs@${fast}`], {})).toBe(await readFile(fast, 'latin1'));
    expect(await allSettings(['kafkajs', './my@client'], {})).toBeUndefined();
  });

  it('are given settings in a file of their own, which is gone afterwards', async () => {
    const clients = await prepare(
      ['kafkajs', { name: 'Mine!', command: ['node', 'mine.mjs'] }],
      join(dir, 'client.properties'),
    );
    const { args } = clients.all[1]!.command(task);
    expect(args.slice(0, 2)).toEqual(['mine.mjs', 'producer']);
    const path = args.at(-1) ?? '';
    expect(path).toMatch(/mine\.properties$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toEqual(['acks=1', 'session.timeout.ms=6000']);
    await clients[Symbol.asyncDispose]();
    expect(await readdir(instanceDir(id))).toEqual([]);
  });

  it.each([
    [
      ['librdkafka'],
      'there is no client "librdkafka"; use kafkajs, java, java-share, kcat, rdkafka, platformatic, or a program of your own as ./path',
    ],
    [['kafkajs@nowhere.properties'], "the clients' settings cannot be read: ENOENT"],
    [['./nowhere.sh'], 'client ./nowhere.sh is not there; use the path of a program'],
    [[{ name: '…', command: ['node'] }], `a client's name has letters or digits; "…" has none`],
    [Array.from({ length: 11 }, () => 'kafkajs'), '11 clients are too many beside a drill; use at most 10'],
  ])('%j are refused', async (asked: readonly ClientAsked[], message) => {
    await expect(prepare(asked)).rejects.toThrow(message);
    expect(await readdir(instanceDir(id))).toEqual([]);
  });

  it('that may not be run are refused, with the fix', async () => {
    const path = join(dir, 'no-program.sh');
    await expect(prepare([path])).rejects.toThrow(`client ${path} may not be run; use: chmod +x ${path}`);
  });

  it.each([
    ['linger.ms=5', 'kafkajs has no setting for linger.ms; use client.id, '],
    ['retries=many', 'retries=many is not possible; use a whole number'],
    ['enable.idempotence=yes', 'enable.idempotence=yes is not possible; use true or false'],
  ])('kafkajs with %s is refused', async (line, message) => {
    const path = join(dir, 'other.properties');
    await writeFile(path, `${line}\n`);
    await expect(prepare(['kafkajs'], path)).rejects.toThrow(message);
  });

  it('are refused before there is a cluster', async () => {
    await expect(assertClients(['nosuch'], {}, [])).rejects.toThrow('there is no client "nosuch"');
    const file = join(dir, 'not-kafkajs.properties');
    await writeFile(file, 'linger.ms=5\n');
    await expect(assertClients(['kafkajs'], { configFile: file }, [])).rejects.toThrow(
      'kafkajs has no setting for linger.ms',
    );
    await expect(assertClients(['kafkajs', join(dir, 'my-client.sh')], {}, [])).resolves.toBeUndefined();
  });

  it('share groups are refused where there are none', async () => {
    const old = { ...instance.topology, kafkaVersion: '4.1.2' };
    const message =
      'client java-share cannot work on multi-broker: Kafka 4.1.2 has no share groups; use Kafka 4.2 or newer';
    await expect(assertClients(['java-share'], {}, [instance.topology, old])).rejects.toThrow(message);
    await expect(
      prepareClients(['java-share'], {}, { instance: { ...instance, topology: old } }),
    ).rejects.toThrow(message);
    const file = join(dir, 'not-shared.properties');
    await writeFile(file, 'session.timeout.ms=6000\n');
    await expect(prepare(['java-share'], file)).rejects.toThrow(
      'java-share cannot be set so: a share consumer has no session.timeout.ms',
    );
  });

  it('settings that are not there are refused', async () => {
    await expect(prepare(['kafkajs'], './nowhere.properties')).rejects.toThrow(
      "the clients' settings cannot be read: ENOENT",
    );
  });
});

describe('clients of a secured cluster', () => {
  const security = { tls: { ca: 'certificate' } };

  it('come in by settings of their own, else are refused', async () => {
    await expect(prepare(['kafkajs'], undefined, security)).rejects.toThrow(
      `clients cannot log in to ${id}: klab has no settings of a super user; use --client-config FILE`,
    );
    const path = join(dir, 'secured.properties');
    await writeFile(path, 'security.protocol=SSL\n');
    await using clients = await prepare(['kafkajs'], path, security);
    expect(clients.all).toHaveLength(1);
  });

  it('come by tokens where they can, else are refused', async () => {
    const path = join(dir, 'token.properties');
    await writeFile(path, 'security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\n');
    await expect(prepare(['kafkajs'], path, security)).rejects.toThrow(
      'client kafkajs cannot log in: the listener takes tokens, which it is not given; use java, java-share, a program of your own, or',
    );
    await using clients = await prepare([`${dir}/my-client.sh`], path, security);
    expect(clients.all).toHaveLength(1);
  });
});
