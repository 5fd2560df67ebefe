import { expect, it } from 'vitest';
import { liveService, type InspectedContainer } from '../../../../src/runtimes/compose/live-files.ts';

const container: InspectedContainer = {
  Image: 'sha256:1',
  Config: {
    Image: 'apache/kafka:4.3.1',
    Env: ['PATH=/bin', 'KAFKA_NODE_ID=1', 'PRICE=5$'],
    Labels: { 'com.docker.compose.project': 'klab-shop', 'klab.topology': 'shop' },
  },
  HostConfig: {
    Memory: 805_306_368,
    NanoCpus: 500_000_000,
    PortBindings: { '9092/tcp': [{ HostIp: '127.0.0.1', HostPort: '9092' }], '9999/tcp': null },
  },
  Mounts: [
    { Type: 'volume', Name: 'klab-shop_data', Source: '/var/lib/docker/x', Destination: '/data' },
    { Type: 'bind', Source: '/home/shop', Destination: '/shop' },
    { Type: 'volume', Name: 'a1'.repeat(32), Source: '/x', Destination: '/var/lib/kafka/data' },
    { Type: 'volume', Name: 'b2'.repeat(32), Source: '/y', Destination: '/by-hand' },
    { Type: 'tmpfs', Source: '', Destination: '/tmp' },
  ],
};

it('writes a container as compose would, without what its image says by itself', () => {
  expect(liveService(container, { Env: ['PATH=/bin'], Volumes: { '/var/lib/kafka/data': {} } })).toEqual({
    image: 'apache/kafka:4.3.1',
    environment: ['KAFKA_NODE_ID=1', 'PRICE=5$$'],
    ports: ['127.0.0.1:9092:9092'],
    volumes: ['data:/data', '/home/shop:/shop', 'anonymous:/by-hand'],
    mem_limit: 805_306_368,
    cpus: 0.5,
    labels: { 'klab.topology': 'shop' },
  });
});

it('a container without ports, limits or variables is one', () => {
  const bare = {
    ...container,
    Config: { ...container.Config, Env: null },
    HostConfig: { Memory: 0, NanoCpus: 0, PortBindings: null },
    Mounts: [],
  };
  expect(liveService(bare, { Env: null })).toEqual({
    image: 'apache/kafka:4.3.1',
    environment: [],
    ports: [],
    volumes: [],
    labels: { 'klab.topology': 'shop' },
  });
});
