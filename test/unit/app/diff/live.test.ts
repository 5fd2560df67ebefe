import { expect, it } from 'vitest';
import { parseSide } from '../../../../src/diff/sides/side.ts';
import { assertAsCommitted } from '../../../../src/app/diff/live.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { resolved } from '../../../support/topologies.ts';

const instance: Instance = {
  schemaVersion: 1,
  id: 'multi-broker-local',
  runtime: 'local',
  portOffset: 0,
  topology: resolved('multi-broker'),
  filesDir: '/nowhere',
  createdAt: '2026-01-01T00:00:00Z',
};

it('committed files are compared only with what runs as they say', () => {
  const side = parseSide('multi-broker@main');
  expect(() => assertAsCommitted(side, instance)).not.toThrow();
  expect(() => assertAsCommitted(side, { ...instance, portOffset: 70 })).toThrow(
    'multi-broker-local runs with --port-offset 70, and "multi-broker@main" has committed files, which are without; compare it with multi-broker',
  );
  expect(() => assertAsCommitted(side, { ...instance, isolatable: true })).toThrow('runs with --isolatable');
  expect(() => assertAsCommitted(side, instance, 'node-port')).not.toThrow();
  expect(() => assertAsCommitted(side, instance, 'port-forward')).toThrow('runs with --context');
});
