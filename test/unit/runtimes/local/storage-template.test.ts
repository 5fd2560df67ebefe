import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isKafkaUuid, kafkaUuidFrom, randomKafkaUuid } from '../../../../src/kafka/uuid.ts';
import { writeFormattedStorage } from '../../../../src/runtimes/local/storage-template.ts';

let folder: string;
let template: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-storage-'));
  template = join(folder, 'bootstrap.checkpoint');
  await writeFile(template, Buffer.from([0, 255, 1]));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const clusterId = kafkaUuidFrom('a cluster');

async function properties(dir: string): Promise<Record<string, string>> {
  const text = await readFile(join(dir, 'meta.properties'), 'utf8');
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

it('writes what kafka-storage format would', async () => {
  const dir = join(folder, 'data');
  await writeFormattedStorage(dir, { template, clusterId, nodeId: 7 });
  const { 'directory.id': directoryId, ...rest } = await properties(dir);
  expect(rest).toEqual({ version: '1', 'cluster.id': clusterId, 'node.id': '7' });
  expect(isKafkaUuid(directoryId ?? '')).toBe(true);
  expect(await readFile(join(dir, 'bootstrap.checkpoint'))).toEqual(Buffer.from([0, 255, 1]));
  expect((await readdir(dir)).toSorted()).toEqual(['bootstrap.checkpoint', 'meta.properties']);
});

it('gives the first snapshot of the metadata log, as from Kafka 4.4 on, to controllers alone', async () => {
  const name = '00000000000000000000-0000000000.checkpoint';
  const snapshot = join(folder, name);
  await writeFile(snapshot, Buffer.from([4, 4]));
  const [controller, broker] = [join(folder, 'controller'), join(folder, 'broker')];
  await writeFormattedStorage(controller, { template: snapshot, clusterId, nodeId: 1 });
  expect(await readFile(join(controller, '__cluster_metadata-0', name))).toEqual(Buffer.from([4, 4]));
  await writeFormattedStorage(broker, { template: snapshot, clusterId, nodeId: 4, isController: false });
  expect(await readdir(broker)).toEqual(['meta.properties']);
});

it('gives the first voters of a dynamic quorum the snapshot that names them, beside or in place of the template', async () => {
  const name = '00000000000000000000-0000000000.checkpoint';
  const voters = Buffer.from([8, 5, 3]);
  const [beside, inPlace] = [join(folder, 'beside'), join(folder, 'in-place')];
  await writeFormattedStorage(beside, { template, clusterId, nodeId: 1, voters });
  expect(await readFile(join(beside, '__cluster_metadata-0', name))).toEqual(voters);
  expect(await readFile(join(beside, 'bootstrap.checkpoint'))).toEqual(Buffer.from([0, 255, 1]));
  const snapshot = join(folder, name);
  await writeFile(snapshot, Buffer.from([4, 4]));
  await writeFormattedStorage(inPlace, { template: snapshot, clusterId, nodeId: 1, voters });
  expect(await readFile(join(inPlace, '__cluster_metadata-0', name))).toEqual(voters);
});

it('gives every directory an id of its own, or the one asked for', async () => {
  const dirs = ['a', 'b'].map((name) => join(folder, name));
  for (const dir of dirs) await writeFormattedStorage(dir, { template, clusterId, nodeId: 1 });
  const ids = await Promise.all(dirs.map(async (dir) => (await properties(dir))['directory.id']));
  expect(ids[0]).not.toBe(ids[1]);
  const directoryId = randomKafkaUuid();
  await writeFormattedStorage(join(folder, 'c'), { template, clusterId, nodeId: 1, directoryId });
  expect((await properties(join(folder, 'c')))['directory.id']).toBe(directoryId);
});

it('leaves a formatted directory as it is', async () => {
  const dir = join(folder, 'data');
  await writeFormattedStorage(dir, { template, clusterId, nodeId: 7 });
  const before = await properties(dir);
  await writeFormattedStorage(dir, { template, clusterId: kafkaUuidFrom('another'), nodeId: 8 });
  expect(await properties(dir)).toEqual(before);
});

it('asks who is to be known from the start only where it formats', async () => {
  const dir = join(folder, 'data');
  let asked = 0;
  const scramUsers = async (): Promise<readonly []> => {
    asked += 1;
    return [];
  };
  await writeFormattedStorage(dir, { template, clusterId, nodeId: 7, scramUsers });
  await writeFormattedStorage(dir, { template, clusterId, nodeId: 7, scramUsers });
  expect(asked).toBe(1);
});

it('takes the id of a cluster that was made with ZooKeeper, which may begin with a minus', async () => {
  const dir = join(folder, 'data');
  const ofZooKeeper = '-KXtF8IISVeYRISAg9TzPw';
  await writeFormattedStorage(dir, { template, clusterId: ofZooKeeper, nodeId: 101 });
  expect((await properties(dir))['cluster.id']).toBe(ofZooKeeper);
});

it('refuses a cluster id that Kafka would refuse', async () => {
  await expect(
    writeFormattedStorage(folder, { template, clusterId: '-not-an-id', nodeId: 1 }),
  ).rejects.toThrow('-not-an-id');
});

describe('a Kafka id', () => {
  it('is the same for the same seed only', () => {
    expect(kafkaUuidFrom('a cluster')).toBe(clusterId);
    expect(kafkaUuidFrom('a cluster ')).not.toBe(clusterId);
  });

  it('is 22 characters that never start with a minus', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => kafkaUuidFrom(`seed ${index}`));
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isKafkaUuid)).toBe(true);
  });

  it.each([
    ['the id of no one', 'AAAAAAAAAAAAAAAAAAAAAA'],
    ['the id of the metadata topic', 'AAAAAAAAAAAAAAAAAAAAAQ'],
    ['a leading minus', `-${clusterId.slice(1)}`],
    ['a short text', clusterId.slice(1)],
    ['bits beyond 16 bytes', `${clusterId.slice(0, 21)}B`],
  ])('is not %s', (_what, id) => {
    expect(isKafkaUuid(id)).toBe(false);
  });
});
