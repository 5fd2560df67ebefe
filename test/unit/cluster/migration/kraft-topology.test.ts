/** A topology of ZooKeeper's that moves to KRaft is what it would have been with controllers from the start. */
import { describe, expect, it } from 'vitest';
import { withSettings } from '../../../../src/cluster/changed/settings.ts';
import { nodesInForm } from '../../../../src/cluster/migration/forms.ts';
import { withKraft } from '../../../../src/cluster/migration/kraft-topology.ts';
import { settingsFor } from '../../../../src/kafka/addresses.ts';
import { localAddressing } from '../../../../src/render/local/addressing.ts';
import { createTopology } from '../../../../topologies/index.ts';

const zookeeper = createTopology('multi-zookeeper').resolve();
const kraft = withKraft(zookeeper);

describe('a topology with its metadata in KRaft', () => {
  it('is the one that has controllers from the start', () => {
    const made = createTopology('multi-broker-isolated', { kafkaVersion: '3.9.2' }).resolve();
    expect(kraft.nodes).toEqual(made.nodes);
    expect(kraft).toMatchObject({ mode: 'kraft', sessionTimeoutMs: made.sessionTimeoutMs });
    expect(kraft.summary).toBe(made.summary);
  });

  it('keeps a session timeout that somebody chose, and settings of their own', () => {
    const chosen = createTopology('multi-zookeeper', { sessionTimeoutMs: 4_000 }).resolve();
    const own = { 'message.max.bytes': '2000000', 'inter.broker.protocol.version': '3.9' };
    const { nodes } = withKraft(withSettings(chosen, own));
    for (const { settings } of nodes) {
      expect(settings).toMatchObject({
        'broker.session.timeout.ms': '4000',
        'message.max.bytes': '2000000',
      });
      expect(settings).not.toHaveProperty('inter.broker.protocol.version');
    }
  });
});

describe('on the way', () => {
  const settingsOf = (id: string, form: 'zookeeper' | 'migration' | 'kraft') => {
    const nodes = nodesInForm({ zookeeper, kraft }, () => form);
    const node = nodes.find((one) => one.id === id)!;
    return settingsFor(node, { ...kraft, nodes }, localAddressing(0));
  };
  const voters = '101@127.0.0.1:19345,102@127.0.0.1:19346,103@127.0.0.1:19347';
  const connect = '127.0.0.1:2181,127.0.0.1:2182,127.0.0.1:2183';

  it('a broker knows both, and is known by the number that it had', () => {
    expect(settingsOf('broker-2', 'migration')).toMatchObject({
      'broker.id': '2',
      'zookeeper.connect': connect,
      'zookeeper.metadata.migration.enable': 'true',
      'inter.broker.protocol.version': '3.9',
      'controller.quorum.voters': voters,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    });
  });

  it('a controller knows ZooKeeper, and how brokers are spoken to', () => {
    expect(settingsOf('controller-101', 'migration')).toMatchObject({
      'zookeeper.connect': connect,
      'controller.quorum.voters': voters,
      'inter.broker.listener.name': 'INTERNAL',
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT',
    });
  });

  it('who is at either end knows one of them alone', () => {
    expect(settingsOf('broker-2', 'zookeeper')).toEqual(
      settingsFor(
        zookeeper.nodes.find(({ id }) => id === 'broker-2')!,
        zookeeper,
        localAddressing(0),
      ),
    );
    for (const id of ['broker-2', 'controller-101']) {
      expect(settingsOf(id, 'kraft')).not.toHaveProperty('zookeeper.connect');
      expect(settingsOf(id, 'kraft')).not.toHaveProperty('zookeeper.metadata.migration.enable');
    }
  });
});
