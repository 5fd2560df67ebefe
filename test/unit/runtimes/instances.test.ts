import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findInstance, instanceDir, readInstance, saveInstance } from '../../../src/runtimes/instances.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { resolved } from '../../support/topologies.ts';

const topology = resolved('single-broker');

function instance(id: string, namespace?: string): Instance {
  const base = { schemaVersion: 1, portOffset: 0, topology, filesDir: '', createdAt: '' } as const;
  if (namespace === undefined) return { ...base, id, runtime: 'local' };
  return { ...base, id, runtime: 'kubernetes', place: { namespace } };
}

describe('a name that fits two instances', () => {
  it('is answered with their ids', async () => {
    const among = [instance('single-broker-local'), instance('single-broker-kubernetes', 'shop')];
    await expect(findInstance('single-broker', { among })).rejects.toThrow(
      'single-broker fits 2 instances: single-broker-local, single-broker-kubernetes; name one of them',
    );
    expect(await findInstance('single-broker-local', { among })).toBe(among[0]);
  });

  it('is answered with their places where clusters have the same id', async () => {
    const id = 'single-broker-kubernetes';
    const among = [instance(id, 'shop'), instance(id, 'test'), instance('single-broker-local')];
    const optionsToFind = ({ place }: Instance): string[] => Object.entries(place ?? {}).flat();
    await expect(findInstance(id, { among, optionsToFind })).rejects.toThrow(
      `${id} fits 2 instances: ${id} namespace shop, ${id} namespace test; name one of them with its options`,
    );
  });
});

describe('a stored instance', () => {
  const home = mkdtempSync(join(tmpdir(), 'instances-'));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });

  it('holds nothing of what klab must say to be let in', async () => {
    vi.stubEnv('KLAB_HOME', home);
    const one = instance('single-broker-local');
    await saveInstance({
      ...one,
      clientSecurity: () => ({ tls: { ca: 'CA', cert: 'CERT', key: () => 'KEY' } }),
    });
    expect(await readInstance(one.id)).toEqual(one);
    const stored = readFileSync(join(instanceDir(one.id), 'instance.json'), 'utf8');
    expect(stored).not.toMatch(/CA|CERT|KEY|clientSecurity/);
  });

  it('of an older lab has its place, and is stored as it was', async () => {
    vi.stubEnv('KLAB_HOME', home);
    const id = 'single-broker-kubernetes';
    const place = { context: 'kind-a', namespace: 'shop', hostAccess: 'node-port', madeByLab: true };
    const base = { schemaVersion: 1, id, runtime: 'kubernetes', portOffset: 0, topology, filesDir: '/f' };
    const older = { ...base, kubernetes: place, createdAt: '2026-01-01T00:00:00.000Z' };
    const file = join(instanceDir(id), 'instance.json');
    mkdirSync(instanceDir(id), { recursive: true });
    writeFileSync(file, JSON.stringify(older));
    const read = await readInstance(id);
    expect(read).toMatchObject({ id, place });
    await saveInstance(read!);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(older)));
  });
});
