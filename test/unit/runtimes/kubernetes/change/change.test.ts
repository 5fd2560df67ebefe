/** What may be changed of an instance in place, and in which words the rest is refused. */
import { describe, expect, it } from 'vitest';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../../../../src/index.ts';
import type { KafkaClusterProps } from '../../../../../src/constructs/cluster-props.ts';
import type { HostAccess } from '../../../../../src/kafka/node.ts';
import { obstacleToChange } from '../../../../../src/runtimes/kubernetes/change/change.ts';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { createTopology } from '../../../../../topologies/index.ts';

function lab(props: Partial<KafkaClusterProps> = {}, mode?: 'combined' | 'isolated'): ResolvedTopology {
  const topology = new Topology('multi-broker', { summary: 'for a test' });
  const metadata = new ControllerQuorum(topology, 'controllers', mode === undefined ? {} : { mode });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...props });
  return topology.resolve();
}

function obstacle(
  from: ResolvedTopology,
  to: ResolvedTopology,
  hostAccess: HostAccess = 'node-port',
): string | undefined {
  const instance: Instance = {
    schemaVersion: 1,
    id: 'multi-broker-kubernetes',
    runtime: 'kubernetes',
    portOffset: 0,
    // As it is stored.
    topology: JSON.parse(JSON.stringify(from)) as ResolvedTopology,
    filesDir: '/nowhere',
    place: { context: 'kind-x', namespace: 'klab-multi-broker', hostAccess },
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  return obstacleToChange(instance, to);
}

const siteListener = { name: 'SITE', protocol: 'PLAINTEXT', reach: 'host', port: 9_392 } as const;
const insideListener = { ...siteListener, name: 'INSIDE', reach: 'cluster' } as const;

describe('what can be changed in place', () => {
  it.each<[string, Partial<KafkaClusterProps>]>([
    ['nothing', {}],
    ['a setting', { settings: { 'log.cleaner.threads': '2' } }],
    ['the session timeout', { sessionTimeoutMs: 6_000 }],
    ['the heap', { heapMb: 320 }],
    ['an image', { image: 'registry.example/kafka:4.3.1' }],
    ['min.insync.replicas', { minInSyncReplicas: 1 }],
    ['a listener inside the cluster', { extraListeners: [insideListener] }],
  ])('%s', (_what, props) => {
    expect(obstacle(lab(), lab(props))).toBeUndefined();
  });

  it('a newer Kafka', () => {
    expect(obstacle(lab({ kafkaVersion: '3.9.2' }), lab({ kafkaVersion: '4.3.1' }))).toBeUndefined();
  });

  it('a listener for the host, where no port mapping is needed', () => {
    expect(obstacle(lab(), lab({ extraListeners: [siteListener] }), 'port-forward')).toBeUndefined();
  });
});

describe('what cannot be changed in place', () => {
  it('says what would be new', () => {
    expect(obstacle(lab(), lab({ brokers: 4 }), 'port-forward')).toBe(
      'cannot be changed in place: broker-4 would be new',
    );
  });

  it('says what would go', () => {
    expect(obstacle(lab({ brokers: 4 }), lab())).toBe('cannot be changed in place: broker-4 would go');
  });

  it('names the first of several reasons, and how many more there are', () => {
    expect(obstacle(lab(), lab({}, 'isolated'))).toBe(
      'cannot be changed in place: controller-101 would be new (and 8 more reasons)',
    );
  });

  it('refuses another way to keep metadata in one sentence', () => {
    expect(obstacle(createTopology('multi-zookeeper').resolve(), lab())).toBe(
      'cannot be changed in place: its metadata is in ZooKeeper, and would be in a KRaft quorum',
    );
  });

  it('leaves it to a change under traffic to move voters into the metadata, from where nothing leads back', () => {
    const dynamic: ResolvedTopology = { ...lab(), dynamicQuorum: true };
    expect(obstacle(lab(), dynamic)).toBe(
      'cannot be changed in place: its voters are fixed, and would stand in the metadata, which klab change multi-broker-kubernetes --quorum dynamic does',
    );
    expect(obstacle(dynamic, lab())).toContain('from where Kafka leads nothing back to fixed ones');
  });

  it('refuses an older Kafka', () => {
    expect(obstacle(lab({ kafkaVersion: '4.3.1' }), lab({ kafkaVersion: '3.9.2' }))).toBe(
      'cannot be changed in place: broker-1 would go back from Kafka 4.3.1 to 3.9.2 (and 2 more reasons)',
    );
  });

  it('refuses other racks', () => {
    const racks = (...names: string[]): ResolvedTopology => lab({ racks: names });
    expect(obstacle(racks('a', 'b', 'c'), racks('a', 'b', 'd'))).toBe(
      'cannot be changed in place: broker-3 would change its rack from c to d',
    );
    expect(obstacle(lab(), racks('a', 'b', 'c'))).toContain('its rack from none to a (and 2 more reasons)');
  });

  it('refuses other volumes, which a StatefulSet cannot change', () => {
    const to = lab();
    const nodes = to.nodes.map((node) => ({ ...node, volumes: [...node.volumes, { name: 'more' }] }));
    expect(obstacle(lab(), { ...to, nodes })).toContain(
      'broker-1 would change its volumes from data to data, more (and 2',
    );
  });

  it('refuses a port that others know', () => {
    const to = lab({ extraListeners: [{ ...insideListener, port: 9_492 }] });
    expect(obstacle(lab({ extraListeners: [insideListener] }), to)).toContain(
      'broker-1 would change its port of listener INSIDE from 9392 to 9492 (and 2',
    );
    expect(obstacle(lab({ extraListeners: [insideListener] }), lab())).toContain(
      'broker-1 would lose its listener INSIDE',
    );
  });

  it('refuses a listener for the host where its ports are mapped already', () => {
    expect(obstacle(lab(), lab({ extraListeners: [siteListener] }))).toBe(
      "cannot be changed in place: port 9392 would be new on the host, and the cluster's port mappings are fixed (and 2 more reasons)",
    );
  });
});
