import { expect, it } from 'vitest';
import {
  assertEnoughMemory,
  assertRecentEnough,
  parseInfo,
  type Engine,
} from '../../../../src/runtimes/docker/engine.ts';
import { resolved } from '../../../support/topologies.ts';

const fine: Engine = {
  version: '20.10.24+dfsg1',
  memoryBytes: 8 * 1024 ** 3,
  now: '2026-01-02T03:04:05Z',
  composeVersion: '2.40.3',
};

it('reads what docker info says', () => {
  const info = {
    ServerVersion: fine.version,
    MemTotal: fine.memoryBytes,
    SystemTime: fine.now,
    ClientInfo: {
      Plugins: [
        { Name: 'buildx', Version: 'v0.1' },
        { Name: 'compose', Version: 'v2.40.3' },
      ],
    },
  };
  expect(parseInfo(JSON.stringify(info))).toEqual(fine);
  const { ClientInfo: _, ...without } = info;
  expect(parseInfo(JSON.stringify(without))).not.toHaveProperty('composeVersion');
});

it.each([
  // Docker's command succeeds although its engine refuses it (docker 28.2, API version 1.99).
  [
    { ServerVersion: '', ServerErrors: ['Error response from daemon: client version 1.99 is too new'] },
    /^docker and Docker Engine do not understand each other: client version 1.99 is too new; /,
  ],
  [{ host: {}, version: { Version: '4.9.3' } }, /^"docker" is there, but it is not Docker's /],
  [{ ServerVersion: '' }, /^"docker" is there, but no Docker Engine answers to it /],
])('finds no engine in %j', (info, message) => {
  expect(() => parseInfo(JSON.stringify(info))).toThrow(message);
});

it.each([
  {
    change: { version: '19.03.15' },
    message: 'Docker Engine 20.10.0 or newer is needed, this is 19.03.15; update it',
  },
  {
    change: { composeVersion: '2.2.3' },
    message: 'the compose plugin 2.3.3 or newer is needed, this is 2.2.3; update docker-compose-plugin',
  },
])('judges $change', ({ change, message }) => {
  expect(() => assertRecentEnough(fine)).not.toThrow();
  expect(() => assertRecentEnough({ ...fine, ...change })).toThrow(message);
});

it('wants a newer compose plugin only for topologies whose nodes have files', () => {
  const [withFiles, withoutFiles] = [resolved('open-stack'), resolved('multi-broker')];
  const [older, enough] = ['2.23.0', '2.23.1'].map((composeVersion) => ({ ...fine, composeVersion }));
  expect(() => assertRecentEnough(older!, withoutFiles)).not.toThrow();
  expect(() => assertRecentEnough(older!, withFiles)).toThrow(
    'the compose plugin 2.23.1 or newer is needed for the configuration files of open-stack, this is 2.23.0; update docker-compose-plugin',
  );
  expect(() => assertRecentEnough(enough!, withFiles)).not.toThrow();
  const { composeVersion: _, ...without } = fine;
  expect(() => assertRecentEnough(without, withFiles)).toThrow(
    'install docker-compose-plugin 2.23.1 or newer',
  );
});

it('misses the compose plugin', () => {
  const { composeVersion: _, ...without } = fine;
  expect(() => assertRecentEnough(without)).toThrow(
    'docker has no compose plugin; install docker-compose-plugin 2.3.3 or newer',
  );
});

it('wants room for every heap and what a JVM takes beside it', () => {
  const topology = resolved('multi-broker');
  const neededMb = topology.nodes.reduce((sum, { heapMb }) => sum + heapMb, 0) + 3 * 110;
  const enough = { ...fine, memoryBytes: neededMb * 1024 * 1024 };
  expect(() => assertEnoughMemory(enough, topology)).not.toThrow();
  expect(() => assertEnoughMemory({ ...enough, memoryBytes: enough.memoryBytes - 1 }, topology)).toThrow(
    `multi-broker needs ${neededMb} MiB for its 3 nodes and Docker has ${neededMb - 1} MiB; give it more`,
  );
});
