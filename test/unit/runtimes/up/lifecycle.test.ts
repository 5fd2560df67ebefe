/** The order of `up` and `down`, whatever the runtime: what fails is undone, and what was there before stays. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { partOf, type Runtime } from '../../../../src/cluster/runtime.ts';
import { runningCluster } from '../../../../src/cluster/running-cluster.ts';
import { instanceDir, lockInstance, readInstance, saveInstance } from '../../../../src/runtimes/instances.ts';
import { secretsDir } from '../../../../src/runtimes/secrets/files.ts';
import { takeDown } from '../../../../src/runtimes/up/down.ts';
import { bringUp } from '../../../../src/runtimes/up/lifecycle.ts';
import { standInRuntime } from '../../../support/stand-in-runtime.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('single-broker');
const id = 'single-broker-local';
const instance: Instance = {
  schemaVersion: 1,
  id,
  runtime: 'local',
  portOffset: 0,
  topology,
  filesDir: '/nowhere',
  createdAt: '2026-01-01T00:00:00.000Z',
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

function up(runtime: Runtime, told: string[] = []): Promise<unknown> {
  const progress = { step: (text: string) => told.push(text), update() {}, note() {} };
  return bringUp({ topology, runtime, portOffset: 0, progress, signal: new AbortController().signal });
}

describe('an up that fails', () => {
  it('has made nothing where it was refused', async () => {
    const { runtime, steps } = standInRuntime({ fails: 'prepare' });
    await expect(up(runtime)).rejects.toThrow('prepare failed');
    expect(steps).toEqual(['prepare']);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it.each([
    ['provide', ['prepare', 'provide', 'undo', 'dispose']],
    ['start', ['prepare', 'provide', 'start', 'undo', 'dispose']],
    ['look', ['prepare', 'provide', 'start', 'look', 'undo', 'dispose']],
  ])('is undone from %s on, and nothing is left of it', async (fails, asked) => {
    const { runtime, steps } = standInRuntime({ fails });
    await expect(up(runtime)).rejects.toThrow(`${fails} failed`);
    expect(steps).toEqual(asked);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it('leaves the secrets that klab secrets has made, by which klab is let in to what is deployed by hand', async () => {
    mkdirSync(secretsDir(id), { recursive: true });
    const authority = join(secretsDir(id), 'ca.pem');
    writeFileSync(authority, 'made before');
    await expect(up(standInRuntime({ fails: 'start' }).runtime)).rejects.toThrow('start failed');
    expect(readFileSync(authority, 'utf8')).toBe('made before');
    expect(readdirSync(instanceDir(id))).toEqual(['secrets']);
  });

  it('says what it could not undo, and keeps what finds it again', async () => {
    const { runtime } = standInRuntime({ fails: 'undo' });
    await expect(up(runtime)).rejects.toMatchObject({
      code: 'left-behind',
      message: `broker-1 ended while starting; what was made is left (undo failed); remove it: klab down ${id}`,
    });
    expect(await readInstance(id)).toMatchObject({ id });
  });

  it('leaves what is stored of nodes that were there', async () => {
    await saveInstance(instance);
    const { runtime } = standInRuntime({ fails: 'start', nodes: () => 1 });
    await expect(up(runtime)).rejects.toThrow('start failed');
    expect(await readInstance(id)).toEqual(instance);
  });

  it('is told in the same steps on every runtime', async () => {
    const told: string[] = [];
    await expect(up(standInRuntime().runtime, told)).rejects.toThrow('ended while starting');
    expect(told).toEqual(['1 of 1 nodes to start', 'waiting until the cluster is ready']);
  });
});

describe('down', () => {
  it('removes all, tells what stays, and forgets the instance', async () => {
    await saveInstance(instance);
    const { runtime, steps } = standInRuntime({ data: ['folder a'] });
    expect(await takeDown(runtime, instance)).toEqual({ dataKept: false, stays: ['namespace shop stays'] });
    expect(steps).toEqual(['prepare', 'remove all']);
    expect(await readInstance(id)).toBeUndefined();
  });

  it('keeps data where there is any, and the instance with it', async () => {
    await saveInstance(instance);
    const { runtime, steps } = standInRuntime({ data: ['folder a'] });
    expect(await takeDown(runtime, instance, { keepData: true })).toEqual({ dataKept: true, stays: [] });
    expect(steps).toEqual(['prepare', 'remove nodes']);
    expect(await readInstance(id)).toEqual(instance);
    const without = standInRuntime();
    expect(await takeDown(without.runtime, instance, { keepData: true })).toMatchObject({ dataKept: false });
    expect(await readInstance(id)).toBeUndefined();
  });

  it('has brokers end their sessions where ZooKeeper keeps them with the data', async () => {
    const { runtime, steps } = standInRuntime({ data: ['folder a'] });
    const old = { ...instance, topology: resolved('multi-zookeeper') };
    await takeDown(runtime, old, { keepData: true });
    expect(steps).toEqual(['prepare', 'stop brokers', 'remove nodes']);
  });

  it('waits for whoever has the instance', async () => {
    const { runtime, steps } = standInRuntime();
    const release = await lockInstance(id);
    const told: string[] = [];
    const down = takeDown(runtime, instance, { progress: { step: (text) => told.push(text) } });
    await vi.waitFor(() => expect(told).toEqual([`waiting for another klab that brings ${id} up or down`]));
    expect(steps).toEqual([]);
    await release();
    await down;
    expect(steps).toEqual(['prepare', 'remove all']);
  });
});

describe('a part that a runtime does not have', () => {
  const bare: Runtime = { name: 'compose', observe: standInRuntime().runtime.observe };
  const refused = (text: string): object => ({ code: 'not-supported', message: text });

  it('is asked for in vain, in one line', async () => {
    await expect(up(bare)).rejects.toMatchObject(
      refused('the compose runtime cannot bring a cluster up or take it down'),
    );
    const cluster = runningCluster(bare, instance);
    await expect(cluster.kill('broker-1')).rejects.toMatchObject(
      refused('the compose runtime cannot kill, stop, start, pause or resume a node'),
    );
    await expect(cluster.logs('broker-1', 1)).rejects.toMatchObject(
      refused('the compose runtime cannot show what a node logs'),
    );
    expect(await cluster.obstacleToIsolation('all')).toBe('the compose runtime cannot cut a node off');
    await expect(cluster.isolate('broker-1', 'all')).rejects.toMatchObject(
      refused('broker-1 cannot be cut off: the compose runtime cannot cut a node off'),
    );
    expect(() => partOf(bare, 'liveFiles')).toThrow(
      'the compose runtime cannot tell what runs; compare files',
    );
  });

  it('is missed by nobody who only looks', async () => {
    const cluster = runningCluster(bare, instance);
    await cluster.attach?.();
    expect(await cluster.status()).toEqual([{ id: 'broker-1', state: 'stopped' }]);
    expect(cluster.clusterHostOf('broker-1')).toBe('127.0.0.1');
  });
});
