import { afterEach, expect, it } from 'vitest';
import { renderTarget } from '../../../../src/render/render.ts';
import { instanceDir, removeInstance, saveInstance } from '../../../../src/runtimes/instances.ts';
import { isolate } from '../../../../src/cluster/isolation.ts';
import { bringUp } from '../../../../src/runtimes/up/lifecycle.ts';
import { assertIsolatableHere } from '../../../../src/runtimes/local/isolation.ts';
import { localRuntime } from '../../../../src/runtimes/local/local-runtime.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { resolved } from '../../../support/topologies.ts';

const id = 'multi-broker-local-900';
const instance: Instance = {
  schemaVersion: 1,
  id,
  runtime: 'local',
  portOffset: 900,
  topology: resolved('multi-broker'),
  filesDir: `${instanceDir(id)}/files/local`,
  createdAt: '2026-01-01T00:00:00.000Z',
};

afterEach(() => removeInstance(id));

it('links are refused where the loopback network has one address', () => {
  expect(() => assertIsolatableHere('linux')).not.toThrow();
  expect(() => assertIsolatableHere('darwin')).toThrow(
    '--isolatable needs a loopback address for each pair of nodes, and darwin has only 127.0.0.1 (Linux has all of 127.0.0.0/8); leave it away, or use --on compose',
  );
});

it('a node of an instance without links cannot be cut off, and the fix is named', async () => {
  await expect(isolate(localRuntime, instance, 'broker-1', 'all')).rejects.toThrow(
    `broker-1 cannot be cut off: ${id} was not brought up for it; take it down (klab down ${id}), then: klab up multi-broker --on local --port-offset 900 --isolatable`,
  );
  expect(
    await localRuntime.isolation?.obstacleToIsolation({ ...instance, isolatable: true }, 'all'),
  ).toBeUndefined();
  await expect(localRuntime.isolation?.heal(instance, 'broker-1')).rejects.toThrow('broker-1 is not cut off');
});

it('says that links are gone instead of cutting nothing', async () => {
  const cut = isolate(localRuntime, { ...instance, isolatable: true }, 'broker-1', 'all');
  await expect(cut).rejects.toThrow(`the links of ${id} do not run`);
  const unknown = isolate(localRuntime, { ...instance, isolatable: true }, 'broker-9', 'all');
  await expect(unknown).rejects.toThrow('multi-broker has no node broker-9');
});

it('links are not added to an instance that is up', async () => {
  await saveInstance(instance);
  const up = bringUp({
    topology: instance.topology,
    runtime: {
      ...localRuntime,
      observe: { ...localRuntime.observe, remains: async (one) => ({ nodes: 3, data: [], instance: one }) },
    },
    portOffset: 900,
    isolatable: true,
    progress: { step() {}, update() {}, note() {} },
    signal: new AbortController().signal,
  });
  await expect(up).rejects.toThrow(
    `${id} is up without --isolatable; take it down first (klab down ${id}), or leave --isolatable away`,
  );
});

it('what is rendered without links says nothing of them', async () => {
  const files = await renderTarget(instance.topology, 'local', { portOffset: 900 });
  for (const { path, content } of files) {
    expect(path).not.toContain('hosts');
    expect(content).not.toMatch(/links|bindAddress|hostsFile|127\.77|127\.78/);
  }
});
