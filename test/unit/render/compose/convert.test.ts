import { describe, expect, it } from 'vitest';
import { brokersOf } from '../../../../src/kafka/node.ts';
import { isKafkaUuid } from '../../../../src/kafka/uuid.ts';
import { clusterIdOf, composeDocument } from '../../../../src/render/compose/convert.ts';
import type { ComposeService } from '../../../../src/render/compose/document.ts';
import { clusterAlias, quorumAlias } from '../../../../src/render/compose/names.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

function service(topology: string, node: string, portOffset = 0): ComposeService {
  const found = composeDocument(resolved(topology), { portOffset }).services[node];
  if (found === undefined) throw new Error(`${topology} has no service ${node}`);
  return found;
}

describe.each(allTopologies())('the document of $name', (topology) => {
  const document = composeDocument(topology);

  it('has a service per node, marked as the lab’s, with a name of its own on each network inside', () => {
    expect(Object.keys(document.services)).toEqual(topology.nodes.map(({ id }) => id));
    for (const [id, { labels, networks = {}, hostname }] of Object.entries(document.services)) {
      expect(labels).toEqual({
        'klab.instance': `${topology.name}-compose`,
        'klab.topology': topology.name,
        'klab.node': id,
      });
      const { role } = topology.nodes.find((node) => node.id === id)!;
      // A controller's own host name must lead nowhere but to the quorum.
      const inCluster = role !== 'controller' && role !== 'zookeeper';
      expect(networks['cluster']).toEqual(inCluster ? { aliases: [`${id}.cluster`] } : undefined);
      expect(networks['quorum']).toEqual(role === 'service' ? undefined : { aliases: [`${id}.quorum`] });
      expect(networks['clients'] ?? {}).toEqual({});
      // Docker would make the alias known on every network.
      expect(hostname).toBe(id);
    }
  });

  it('lets nodes find each other by names that only one network has', () => {
    for (const { environment } of Object.values(document.services)) {
      const peers = ['KAFKA_CONTROLLER_QUORUM_VOTERS', 'KAFKA_ZOOKEEPER_CONNECT', 'ZOOKEEPER_SERVERS']
        .flatMap((name) => environment[name]?.split(/[,;]/) ?? [])
        .map((peer) => peer.replace(/^\d+@/, '').replace(/:.*/, ''));
      const [internal] =
        /(?<=INTERNAL:\/\/)[^:]+/.exec(environment['KAFKA_ADVERTISED_LISTENERS'] ?? '') ?? [];
      const quorum = topology.nodes.filter(({ role }) => role !== 'broker').map(({ id }) => quorumAlias(id));
      expect(quorum).toEqual(expect.arrayContaining(peers));
      const cluster = brokersOf(topology).map(({ id }) => clusterAlias(id));
      expect(cluster).toEqual(expect.arrayContaining(internal === undefined ? [] : [internal]));
    }
  });

  it('publishes on loopback unless a variable says else, and nothing twice', () => {
    const ports = Object.values(document.services).flatMap((service) => service.ports ?? []);
    const address =
      topology.hostVariable === undefined ? '127.0.0.1' : `\${${topology.hostVariable}:-127.0.0.1}`;
    for (const port of ports) {
      expect([address, '${KLAB_DOCKER_BIND:-127.0.0.1}']).toContain(port.replace(/:\d+:\d+$/, ''));
    }
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports).toEqual(
      expect.arrayContaining(brokersOf(topology).map((_, i) => `${address}:${9092 + i}:${9092 + i}`)),
    );
  });

  it('keeps every volume under a name, and leaves none to the engine', () => {
    const named = Object.values(document.services).flatMap(({ volumes }) =>
      volumes.flatMap((it) => (typeof it === 'string' ? (it.split(':')[0] ?? '') : [])),
    );
    expect(Object.keys(document.volumes)).toEqual(named);
    for (const { id, role, service: spec } of topology.nodes) {
      const kept = role === 'zookeeper' ? ['/etc/zookeeper/secrets'] : ['/etc/kafka/secrets'];
      const unused = spec === undefined ? kept : (spec.scratchPaths ?? []);
      expect(document.services[id]?.tmpfs ?? []).toEqual(expect.arrayContaining([...unused]));
    }
  });

  it('gives each node the folder of its own secrets, to read only, and none where there are none', () => {
    for (const node of topology.nodes) {
      const { volumes } = document.services[node.id]!;
      const binds = volumes.filter((volume) => typeof volume !== 'string');
      const mounted = binds.filter(({ target }) => target === '/run/klab/secrets');
      expect(mounted).toEqual(
        topology.security === undefined
          ? []
          : [
              {
                type: 'bind',
                source: `\${KLAB_SECRETS:-./secrets}/${node.id}`,
                target: '/run/klab/secrets',
                read_only: true,
                bind: { create_host_path: false },
              },
            ],
      );
    }
  });

  it('gives brokers the jars of their agent from a folder that must be there, to read only', () => {
    for (const node of topology.nodes.filter(({ javaAgent }) => javaAgent !== undefined)) {
      expect(document.services[node.id]?.volumes).toContainEqual({
        type: 'bind',
        source: '${KLAB_JMX_AGENT:-./klab-jmx-agent}',
        target: '/opt/klab/agent',
        read_only: true,
        bind: { create_host_path: false },
      });
      expect(document.configs?.[`${node.id}-agent.yaml`]?.content).toContain('_$$1');
    }
  });

  it('waits for nodes that the document has', () => {
    for (const { depends_on: needed = {} } of Object.values(document.services)) {
      expect(Object.keys(document.services)).toEqual(expect.arrayContaining(Object.keys(needed)));
    }
  });
});

describe('a ZooKeeper server', () => {
  it('can come back to its peers with another address', () => {
    const server = service('multi-zookeeper', 'zookeeper-2');
    expect(server.environment['ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS']).toBe('true');
    expect(server.sysctls).toEqual({ 'net.ipv4.tcp_retries2': '5' });
    expect(service('multi-zookeeper', 'broker-2')).not.toHaveProperty('sysctls');
  });

  it('is numbered by its place among the servers, as the image counts', () => {
    expect(service('multi-zookeeper', 'zookeeper-2').environment).toMatchObject({
      ZOOKEEPER_SERVER_ID: '2',
      ZOOKEEPER_SERVERS:
        'zookeeper-1.quorum:2888:3938;zookeeper-2.quorum:2889:3939;zookeeper-3.quorum:2890:3940',
    });
  });
});

describe('a controller', () => {
  it('advertises nothing, publishes nothing and is on the quorum’s network only', () => {
    const controller = service('multi-broker-isolated', 'controller-101');
    expect(controller.environment).not.toHaveProperty('KAFKA_ADVERTISED_LISTENERS');
    expect(controller).not.toHaveProperty('ports');
    expect(Object.keys(controller.networks ?? {})).toEqual(['quorum']);
  });
});

describe('a broker', () => {
  it('advertises each listener where it is meant to be used', () => {
    expect(service('multi-broker', 'broker-2').environment).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS:
        'INTERNAL://broker-2.cluster:19093,EXTERNAL://127.0.0.1:9093,DOCKER://host.docker.internal:29093,CONTROLLER://broker-2.quorum:19346',
      KAFKA_LISTENERS: 'INTERNAL://:19093,EXTERNAL://:9093,DOCKER://:29093,CONTROLLER://:19346',
      KAFKA_CONTROLLER_QUORUM_VOTERS:
        '1@broker-1.quorum:19345,2@broker-2.quorum:19346,3@broker-3.quorum:19347',
      KAFKA_LOG_DIRS: '/var/lib/kafka/data',
      KAFKA_HEAP_OPTS: '-Xmx256m',
    });
  });

  it('is started when its controllers serve', () => {
    expect(service('multi-broker-isolated', 'broker-1').depends_on).toEqual({
      'controller-101': { condition: 'service_healthy' },
      'controller-102': { condition: 'service_healthy' },
      'controller-103': { condition: 'service_healthy' },
    });
  });

  it('gets settings as they are meant, whatever compose would read in them', () => {
    const topology = resolved('single-broker');
    const nodes = topology.nodes.map((node) => ({
      ...node,
      settings: { ...node.settings, 'a.b': 'x$y${z}' },
    }));
    const { services } = composeDocument({ ...topology, nodes });
    expect(services['broker-1']?.environment['KAFKA_A_B']).toBe('x$$y$${z}');
  });
});

describe('a port offset', () => {
  it('moves what the host publishes and what is advertised there, and nothing inside', () => {
    const broker = service('multi-broker', 'broker-1', 1000);
    expect(broker.ports).toEqual(['127.0.0.1:10092:9092', '${KLAB_DOCKER_BIND:-127.0.0.1}:30092:29092']);
    expect(broker.environment).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS:
        'INTERNAL://broker-1.cluster:19092,EXTERNAL://127.0.0.1:10092,DOCKER://host.docker.internal:30092,CONTROLLER://broker-1.quorum:19345',
      KAFKA_LISTENERS: 'INTERNAL://:19092,EXTERNAL://:9092,DOCKER://:29092,CONTROLLER://:19345',
    });
    expect(broker.healthcheck).toEqual(service('multi-broker', 'broker-1').healthcheck);
  });

  it('moves JMX on both sides, since its clients are told the container’s port', () => {
    const broker = service('zk-single-kafka-single', 'kafka1', 1000);
    expect(broker.ports).toContain('${DOCKER_HOST_IP:-127.0.0.1}:10999:10999');
    expect(broker.environment['KAFKA_JMX_PORT']).toBe('10999');
  });

  it('makes another project, instance and cluster', () => {
    const topology = resolved('multi-broker');
    const moved = composeDocument(topology, { portOffset: 1000 });
    expect([composeDocument(topology).name, moved.name]).toEqual([
      'klab-multi-broker',
      'klab-multi-broker-1000',
    ]);
    expect(moved.services['broker-1']?.labels['klab.instance']).toBe('multi-broker-compose-1000');
    expect(clusterIdOf(topology, 1000)).not.toBe(clusterIdOf(topology));
  });
});

describe('the cluster id', () => {
  it('is one Kafka accepts, the same on all nodes, and no other topology’s', () => {
    const { services } = composeDocument(resolved('multi-broker-isolated'));
    const ids = new Set(Object.values(services).map(({ environment }) => environment['CLUSTER_ID']));
    expect([...ids].map((id) => isKafkaUuid(id ?? ''))).toEqual([true]);
    expect([...ids]).not.toContain(clusterIdOf(resolved('multi-broker')));
  });

  it('is not given in ZooKeeper mode, where the first broker draws it', () => {
    expect(service('multi-zookeeper', 'broker-1').environment).not.toHaveProperty('CLUSTER_ID');
  });
});
