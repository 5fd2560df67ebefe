import { expect, it } from 'vitest';
import { liveService, type InspectedContainer } from '../../../../src/runtimes/docker/as-service.ts';

const container: InspectedContainer = {
  Image: 'sha256:1',
  Id: 'c3'.repeat(32),
  Name: '/klab-shop-broker-1-1',
  Config: {
    Image: 'apache/kafka:4.3.1',
    Env: ['PATH=/bin', 'KAFKA_NODE_ID=1', 'PRICE=5$'],
    Labels: {
      'com.docker.compose.project': 'klab-shop',
      'com.docker.compose.service': 'broker-1',
      'klab.topology': 'shop',
    },
  },
  HostConfig: {
    Memory: 805_306_368,
    NanoCpus: 500_000_000,
    MemorySwap: 1_610_612_736,
    PidsLimit: null,
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    PortBindings: { '9092/tcp': [{ HostIp: '127.0.0.1', HostPort: '9092' }], '9999/tcp': null },
  },
  Mounts: [
    { Type: 'volume', Name: 'klab-shop_data', Source: '/var/lib/docker/x', Destination: '/data' },
    { Type: 'bind', Source: '/home/shop', Destination: '/shop' },
    { Type: 'volume', Name: 'a1'.repeat(32), Source: '/x', Destination: '/var/lib/kafka/data' },
    { Type: 'volume', Name: 'b2'.repeat(32), Source: '/y', Destination: '/by-hand' },
    { Type: 'tmpfs', Source: '', Destination: '/tmp' },
  ],
  NetworkSettings: {
    Networks: {
      'klab-shop_cluster': {
        Aliases: ['klab-shop-broker-1-1', 'broker-1', 'broker-1.cluster', 'c3c3c3c3c3c3'],
      },
      'klab-shop_clients': { Aliases: ['broker-1', 'c3c3c3c3c3c3'] },
      shop: { Aliases: null },
    },
  },
};

it('writes a container as compose would, without what its image says by itself', () => {
  expect(liveService(container, { Env: ['PATH=/bin'], Volumes: { '/var/lib/kafka/data': {} } })).toEqual({
    image: 'apache/kafka:4.3.1',
    environment: ['KAFKA_NODE_ID=1', 'PRICE=5$$'],
    ports: ['127.0.0.1:9092:9092'],
    volumes: ['data:/data', '/home/shop:/shop', 'anonymous:/by-hand'],
    mem_limit: 805_306_368,
    cpus: 0.5,
    restart: 'no',
    networks: { cluster: { aliases: ['broker-1.cluster'] }, clients: {}, shop: {} },
    labels: { 'klab.topology': 'shop' },
  });
});

it('a container without ports, limits or variables is one', () => {
  const bare = {
    ...container,
    Config: { ...container.Config, Env: null },
    HostConfig: { Memory: 0, NanoCpus: 0, PortBindings: null },
    Mounts: [],
    NetworkSettings: { Networks: null },
  };
  expect(liveService(bare, { Env: null })).toEqual({
    image: 'apache/kafka:4.3.1',
    environment: [],
    ports: [],
    volumes: [],
    restart: 'no',
    networks: {},
    labels: { 'klab.topology': 'shop' },
  });
});

it('tells what `docker update` changed', () => {
  const HostConfig: InspectedContainer['HostConfig'] = {
    ...container.HostConfig,
    MemorySwap: 900_000_000,
    CpuShares: 512,
    PidsLimit: 200,
    CpusetCpus: '0',
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
  };
  expect(liveService({ ...container, HostConfig }, { Env: null })).toMatchObject({
    memswap_limit: 900_000_000,
    cpu_shares: 512,
    pids_limit: 200,
    cpuset: '0',
    restart: 'on-failure:3',
  });
});
