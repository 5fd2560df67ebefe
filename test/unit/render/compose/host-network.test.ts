/** Containers with the network of their host bind its ports themselves, so that nothing is published and nothing meets. */
import { describe, expect, it } from 'vitest';
import { SchemaRegistry } from '../../../../src/constructs/services/schema-registry.ts';
import { composeDocument } from '../../../../src/render/compose/convert.ts';
import { obstacleToIsolation } from '../../../../src/runtimes/compose/isolation.ts';
import { publishedPortsOf } from '../../../../src/runtimes/compose/compose-file.ts';
import { chooseRuntime } from '../../../../src/runtimes/choose.ts';
import { onTheHost } from '../../../support/on-the-host.ts';

describe.each(['kraft', 'zookeeper'] as const)('with %s', (keeper) => {
  const topology = onTheHost(keeper).resolve();
  const document = composeDocument(topology, { portOffset: 100 });

  it('every service has that network alone, and no other is made', () => {
    expect(document.networks).toBeUndefined();
    for (const service of Object.values(document.services)) {
      expect(service.network_mode).toBe('host');
      // What the engine refuses, or gives to nobody, beside the network of the host.
      for (const name of ['networks', 'ports', 'hostname', 'sysctls', 'dns_opt'] as const)
        expect(service[name]).toBeUndefined();
    }
  });

  it('every port is moved inside too, and bound at loopback', () => {
    const { environment, healthcheck } = document.services['broker-1']!;
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toContain('EXTERNAL://127.0.0.1:9192');
    expect(environment['KAFKA_LISTENERS']).toContain('INTERNAL://127.0.0.1:19192');
    expect(environment['KAFKA_LISTENERS']).not.toContain('DOCKER');
    expect(healthcheck?.test[3]).toContain('/dev/tcp/127.0.0.1/9192 ');
  });

  it('what it binds is looked at before anything starts', () => {
    const wanted = publishedPortsOf(document, Object.keys(document.services), {});
    expect(wanted).toContainEqual({ id: 'broker-2', host: '127.0.0.1', port: 9_193 });
    expect(wanted).toContainEqual({ id: 'broker-2', host: '127.0.0.1', port: 19_193 });
    const ports = wanted.map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
  });
});

it('a ZooKeeper server is asked where it listens', () => {
  const document = composeDocument(onTheHost('zookeeper').resolve(), { portOffset: 100 });
  expect(document.services['zookeeper-1']?.healthcheck?.test[3]).toContain('/dev/tcp/127.0.0.1/2281 ');
});

it('no node can be cut off, and the fix is said', () => {
  expect(obstacleToIsolation(onTheHost().resolve())).toMatch(/network of their host .* without it/);
  expect(obstacleToIsolation({})).toBeUndefined();
});

it('does not run on Kubernetes, for a reason', async () => {
  await expect(chooseRuntime('kubernetes', onTheHost().resolve(), {})).rejects.toThrow(
    /on-the-host cannot run on kubernetes: .*hostNetwork.*; use --on compose or --on local/,
  );
});

it('an offset is refused where an image opens ports by itself', () => {
  const topology = onTheHost();
  void new SchemaRegistry(topology, 'schema-registry');
  expect(() => composeDocument(topology.resolve(), { portOffset: 1 })).toThrow(
    /--port-offset 1 cannot move the ports that schema-registry of on-the-host opens/,
  );
  expect(composeDocument(topology.resolve()).services['schema-registry']?.network_mode).toBe('host');
});
