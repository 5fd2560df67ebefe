import { expect, it, vi } from 'vitest';
import { composeRuntime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { isolate } from '../../../src/cluster/isolation.ts';
import type { NodeIsolation } from '../../../src/cluster/capabilities.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { resolved } from '../../support/topologies.ts';

const instance: Instance = {
  schemaVersion: 1,
  id: 'open-stack-compose',
  runtime: 'compose',
  portOffset: 0,
  topology: resolved('open-stack'),
  filesDir: '/nowhere',
  createdAt: '2026-01-01T00:00:00.000Z',
};

it('a side service is cut off from what it speaks to only', async () => {
  const cut = vi.fn<NodeIsolation['isolate']>(() => Promise.resolve());
  const isolation = { ...composeRuntime.isolation!, isolate: cut };
  const runtime = { ...composeRuntime, isolation };
  await expect(isolate(runtime, instance, 'registry', 'controllers')).rejects.toThrow(
    'registry cannot be cut off: it is a side service and has nothing to do with the controllers; use --from all',
  );
  expect(cut).not.toHaveBeenCalled();
  await isolate(runtime, instance, 'registry', 'all');
  await isolate(runtime, instance, 'broker-1', 'controllers');
  expect(cut.mock.calls).toEqual([
    [instance, 'registry', 'all'],
    [instance, 'broker-1', 'controllers'],
  ]);
});
