/** Which node runs in which pod: told by what Kubernetes makes of an address, and never by how a pod is called alone. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { attachedRuntimeOf } from '../../../../../src/runtimes/attached/attached-runtime.ts';
import {
  containerAt,
  outlives,
  ownerOf,
  type SeenPod,
  type SeenService,
} from '../../../../../src/runtimes/attached/pods/facts.ts';
import {
  obstacleToNode,
  obstacleToPause,
  restarterOf,
} from '../../../../../src/runtimes/attached/pods/limits.ts';
import { nodesInPods } from '../../../../../src/runtimes/attached/pods/nodes.ts';
import type { HeldPod } from '../../../../../src/runtimes/attached/pods/place.ts';
import { waysTo } from '../../../../../src/runtimes/attached/pods/ways.ts';

const namespace = 'shop';

interface Shape {
  readonly labels?: Record<string, string>;
  readonly spec?: Partial<SeenPod['spec']>;
  readonly ip?: string;
  readonly owner?: { kind: string; name: string };
}

function pod(name: string, { labels = {}, spec = {}, ip, owner }: Shape = {}): SeenPod {
  return {
    metadata: {
      name,
      uid: `uid-of-${name}`,
      labels,
      ...(owner && { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: { containers: [{ name: 'main' }], ...spec },
    status: { ...(ip !== undefined && { podIP: ip }) },
  };
}

function service(name: string, spec: SeenService['spec'], status?: SeenService['status']): SeenService {
  return { metadata: { name }, spec, ...(status && { status }) };
}

const ports = [{ name: 'main', ports: [{ name: 'kafka', containerPort: 9094 }] }];
const one = pod('zeta-0', {
  labels: { app: 'kafka', pod: '0' },
  ip: '10.244.0.5',
  spec: { hostname: 'zeta-0', subdomain: 'nodes', containers: ports },
});
const two = pod('zeta-1', {
  labels: { app: 'kafka', pod: '1' },
  ip: '10.244.0.6',
  spec: { hostname: 'zeta-1', subdomain: 'nodes', containers: ports },
});
const services = [
  service('nodes', { clusterIP: 'None', selector: { app: 'kafka' }, ports: [{ port: 9092 }] }),
  service('all', { clusterIP: '10.96.0.1', selector: { app: 'kafka' }, ports: [{ port: 9092 }] }),
  service('first', {
    clusterIP: '10.96.0.2',
    selector: { pod: '0' },
    ports: [{ port: 19_092, targetPort: 'kafka', nodePort: 30_092 }],
  }),
  service(
    'second',
    {
      clusterIP: '10.96.0.3',
      externalIPs: ['203.0.113.9'],
      selector: { pod: '1' },
      ports: [{ port: 29_092, targetPort: 9095 }],
    },
    { loadBalancer: { ingress: [{ hostname: 'kafka.example.com' }] } },
  ),
];
const around = { namespace, pods: [one, two], services };

describe('an address leads to', () => {
  const led = (address: string): string[] =>
    waysTo(address, around).map((way) => `${way.pod.metadata.name}:${way.port}`);

  it.each([
    ['a pod of a headless service', 'zeta-0.nodes.shop.svc.cluster.local:9092', 'zeta-0:9092'],
    ['the same by fewer words', 'zeta-1.nodes:9092', 'zeta-1:9092'],
    ['the same with the dot of the root', 'zeta-1.nodes.shop.svc.cluster.local.:9092', 'zeta-1:9092'],
    ['a pod by its address', '10.244.0.6:9092', 'zeta-1:9092'],
    ['what a service of one pod leads to, by the name of a port', 'first.shop.svc:19092', 'zeta-0:9094'],
    ['the same by the number, and by the address of the service', '10.96.0.3:29092', 'zeta-1:9095'],
    ['a port of every machine, whatever those are called', '172.18.0.2:30092', 'zeta-0:9094'],
    ['a balancer', 'kafka.example.com:29092', 'zeta-1:9095'],
    ['an external address', '203.0.113.9:29092', 'zeta-1:9095'],
    ['a pod by what it calls itself', 'zeta-0:9092', 'zeta-0:9092'],
  ])('%s', (_, address, to) => expect(led(address)).toEqual([to]));

  it.each([
    ['a pod of the same name in another namespace', 'zeta-0.nodes.other.svc.cluster.local:9092'],
    ['a pod behind another headless service', 'zeta-0.others.shop.svc.cluster.local:9092'],
    ['a port that a service does not have', 'first:9092'],
    ['an address of somewhere else', 'kafka.example.org:9092'],
  ])('nothing, where it is %s', (_, address) => expect(led(address)).toEqual([]));

  it('several pods, where a service shares them out', () =>
    expect(led('all:9092')).toEqual(['zeta-0:9092', 'zeta-1:9092']));
});

describe('nodes are tied', () => {
  const found = { clusterId: 'id', line: '3.9', untold: [] } as const;

  it('by addresses, and what neither they nor an environment tell is said', () => {
    const env = [{ name: 'KAFKA_NODE_ID', value: '3' }];
    const alone = pod('third', { spec: { containers: [{ name: 'main', env }] } });
    const brokers = [
      { number: 1, address: 'zeta-1.nodes:9092' },
      { number: 2, address: 'all:9092' },
      { number: 3, address: 'kafka.example.org:9092' },
    ];
    const wide = { ...around, pods: [one, two, alone] };
    const tied = nodesInPods({ ...found, mode: 'kraft', brokers, voters: [1, 7] }, [], wide);
    expect(Object.entries(tied.pods).map(([id, { name }]) => [id, name])).toEqual([
      ['broker-1', 'zeta-1'],
      ['broker-3', 'third'],
    ]);
    expect(tied.ways).toEqual({ 'zeta-1.nodes:9092': { nodeId: 'broker-1', port: 9092 } });
    expect(tied.untold).toEqual([
      expect.stringContaining('broker-2 (all:9092) runs'),
      expect.stringContaining('controller-7 runs'),
    ]);
  });

  it('to controllers of their own by the voters that brokers have', () => {
    const settings = [new Map([['controller.quorum.voters', '100@zeta-0.nodes:9093,101@zeta-1.nodes:9093']])];
    const tied = nodesInPods({ ...found, mode: 'kraft', brokers: [], voters: [100, 101] }, settings, around);
    expect(Object.keys(tied.pods)).toEqual(['controller-100', 'controller-101']);
    // Nobody comes to controllers from here.
    expect(tied.ways).toEqual({});
  });

  it('to servers of ZooKeeper by zookeeper.connect, also where one service stands for all of them', () => {
    const of = (connect: string) => [new Map([['zookeeper.connect', connect]])];
    const zk = { ...found, mode: 'zookeeper', brokers: [] } as const;
    expect(nodesInPods(zk, of('zeta-1.nodes:2181/kafka'), around)).toMatchObject({ zookeepers: [1] });
    const behindOne = nodesInPods(zk, of('all:9092'), around);
    expect(behindOne.zookeepers).toEqual([1, 2]);
    expect(behindOne.pods['zookeeper-2']?.name).toBe('zeta-1');
  });
});

describe('a pod', () => {
  it('has what makes another in its place, a Deployment by its ReplicaSet', () => {
    expect(ownerOf(pod('a', { owner: { kind: 'StatefulSet', name: 'shop' } }))).toBe('StatefulSet shop');
    const labels = { 'pod-template-hash': '7c9' };
    expect(ownerOf(pod('b', { labels, owner: { kind: 'ReplicaSet', name: 'kafka-1-7c9' } }))).toBe(
      'Deployment kafka-1',
    );
    expect(ownerOf(pod('c', { owner: { kind: 'StrimziPodSet', name: 'x' } }))).toBe('StrimziPodSet x');
    expect(ownerOf(pod('d'))).toBeUndefined();
  });

  it('keeps data that outlives what the volume under its folder does', () => {
    const kept = pod('a', {
      spec: {
        containers: [
          { name: 'exporter' },
          {
            name: 'main',
            volumeMounts: [
              { name: 'data', mountPath: '/var/lib/kafka' },
              { name: 'scratch', mountPath: '/tmp' },
              { name: 'config', mountPath: '/etc/kafka' },
            ],
          },
        ],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'x' } },
          { name: 'scratch', emptyDir: {} },
          { name: 'config', configMap: { name: 'y' } },
        ],
      },
    });
    expect(outlives(kept, 'main', ['/var/lib/kafka/data'])).toBe('pod');
    expect(outlives(kept, 'main', ['/var/lib/kafka/data', '/tmp/more'])).toBe('container');
    expect(outlives(kept, 'main', ['/etc/kafka/logs'])).toBe('nothing');
    expect(outlives(kept, 'main', ['/var/lib/kafka-other'])).toBe('nothing');
    expect(outlives(kept, 'main')).toBe('pod');
    expect(outlives(kept, 'exporter')).toBe('nothing');
  });

  it('has its ports in the container that declares them', () => {
    const both = pod('a', { spec: { containers: [{ name: 'proxy' }, ...ports] } });
    expect(containerAt(both, 9094)).toBe('main');
    expect(containerAt(both, 1)).toBe('proxy');
  });
});

describe('of what is held in pods', () => {
  const held: HeldPod = {
    name: 'zeta-0',
    container: 'main',
    labels: {},
    owner: 'StatefulSet zeta',
    restarts: true,
    data: 'pod',
    grip: 'machine',
  };
  const inPods = (pods: Record<string, HeldPod>): Instance =>
    ({ place: { bootstrap: [], context: 'c', namespace, pods, ways: {} } }) as unknown as Instance;

  it('a node comes back by itself, and that is said of what klab can do', () => {
    expect(restarterOf(inPods({ 'broker-0': held }), 'broker-0')).toBe('StatefulSet zeta');
    const { caveats, signals, isolation } = attachedRuntimeOf(inPods({ 'broker-0': held }));
    expect(caveats?.signals).toBe(
      'nodes come back by themselves (StatefulSet zeta), and none can be kept down',
    );
    expect([signals !== undefined, isolation]).toEqual([true, undefined]);
  });

  it('nothing is done to a node that nothing would start again, whose data would go, or that is in no pod', () => {
    const obstacle = (pod: HeldPod) => obstacleToNode(inPods({ 'broker-0': pod }), 'broker-0');
    expect(obstacle(held)).toBeUndefined();
    const { owner: _, ...bare } = held;
    expect(obstacle({ ...bare, restarts: false })).toContain('nothing would start pod zeta-0');
    expect(obstacle({ ...bare, grip: 'pod' })).toContain('nothing would start pod zeta-0');
    expect(obstacle({ ...held, data: 'nothing' })).toContain('it would lose all of it');
    expect(obstacle({ ...held, data: 'container' })).toBeUndefined();
    expect(obstacle({ ...held, data: 'container', grip: 'pod' })).toContain('is deleted');
    expect(obstacleToNode(inPods({}), 'broker-0')).toContain('is tied to no pod');
  });

  it('none is paused whose process hears no signal from within', () => {
    expect(obstacleToPause(inPods({ 'broker-0': held }))).toBeUndefined();
    const deaf = inPods({ 'broker-0': { ...held, grip: 'pod' } });
    expect(obstacleToPause(deaf)).toContain('pod zeta-0 is the first of its container');
  });
});
