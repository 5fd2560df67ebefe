/** The secured topologies, as every target would have them. */
import { describe, expect, it } from 'vitest';
import { settingsFor } from '../../src/kafka/addresses.ts';
import type { LabNode } from '../../src/kafka/node.ts';
import { secretFilesOf } from '../../src/kafka/security/secret-files.ts';
import { isTargetSpecific } from '../../src/kafka/target-specific-settings.ts';
import { composeAddressing } from '../../src/render/compose/addressing.ts';
import { localAddressing } from '../../src/render/local/addressing.ts';
import { renderLocal } from '../../src/render/local/render.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';
import { resolved } from '../support/topologies.ts';
import { secureZookeeper } from '../../topologies/secure-zookeeper.ts';
import { secure } from '../../topologies/secure.ts';

const topologies = [secure(), secureZookeeper()].map((topology) => topology.resolve());

describe.each(topologies)('$name', (topology) => {
  const shared = (settings: Readonly<Record<string, string>>): unknown =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => !isTargetSpecific(name)));

  it('works as it reads', () => {
    expect(topology.warnings).toEqual([]);
  });

  it('means the same on every target, but for where files and addresses are', () => {
    for (const node of topology.nodes) {
      const local = settingsFor(node, topology, localAddressing(0));
      const compose = settingsFor(node, topology, composeAddressing(topology, 0));
      expect(shared(compose)).toEqual(shared(local));
      // ZooKeeper's port is a setting that follows from no prop.
      expect(shared(local)).toMatchObject(node.settings);
    }
  });

  it('binds no listener that speaks plain text', () => {
    for (const node of topology.nodes) {
      const settings = settingsFor(node, topology, localAddressing(0));
      expect(settings['listener.security.protocol.map'] ?? '').not.toMatch(/PLAINTEXT/);
      expect(settings).not.toHaveProperty('clientPort');
    }
  });

  it('names files of secrets by relative paths, and tells no password', () => {
    const texts = renderLocal(topology).map(({ content }) => content);
    expect(texts.join('\n')).not.toMatch(/password|PRIVATE KEY|user_|file:\/\//i);
    const [server] = topology.nodes as [LabNode];
    expect(texts.join('\n')).toContain(`secrets/${server.id}.keystore.pem`);
  });
});

it('secures any other that has no services', () => {
  const security = { superUsers: ['admin'] };
  const others = topologyNames.filter((name) => resolved(name).targets.includes('local'));
  expect(others.length).toBeGreaterThan(5);
  for (const name of others) {
    const topology = createTopology(name, { security }).resolve();
    expect(topology.security).toMatchObject({ external: { protocol: 'SASL_SSL' }, superUsers: ['admin'] });
    // Listeners that a topology adds are its own.
    const own = topology.nodes.flatMap(({ listeners }) => listeners);
    expect(
      own.filter(({ name: listener, protocol }) => listener !== 'SITE' && protocol === 'PLAINTEXT'),
    ).toEqual([]);
  }
});

it('lets compose read no reference as a variable of its own', () => {
  const [topology] = topologies as [(typeof topologies)[number]];
  const [broker] = topology.nodes as [LabNode];
  const settings = settingsFor(broker, topology, composeAddressing(topology, 0));
  expect(settings['listener.name.docker.scram-sha-512.sasl.jaas.config']).toBe(
    '$${file:/run/klab/secrets/sasl.properties:external}',
  );
});

it.each([
  ['SSL', { protocol: 'SSL', clientAuth: 'required' }],
  ['PLAIN', { protocol: 'SASL_SSL', mechanism: 'PLAIN' }],
  ['PLAIN in the open', { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' }],
] as const)('has each node read the files that it is given, and no others, by %s', (_what, part) => {
  const tokens = { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } as const;
  const security = { external: tokens, internal: part, superUsers: ['admin'] };
  const topology = createTopology('multi-broker-isolated', { security }).resolve();
  for (const node of topology.nodes) {
    const settings = settingsFor(node, topology, composeAddressing(topology, 0));
    const read = Object.values(settings).flatMap((value) => /secrets\/([^:}]+)/.exec(value)?.[1] ?? []);
    const given = secretFilesOf(node, topology.security!).filter((name) => name !== 'jwks.json');
    expect([node.id, [...new Set(read)].toSorted()]).toEqual([node.id, given.toSorted()]);
  }
});
