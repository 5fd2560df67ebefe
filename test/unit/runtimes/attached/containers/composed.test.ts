/** What compose makes of a file, as a container would tell it. */
import { expect, it } from 'vitest';
import {
  composedService,
  type ComposedProject,
} from '../../../../../src/runtimes/attached/containers/composed.ts';

const project: ComposedProject = {
  networks: { default: { name: 'shop_default' }, outer: { name: 'company' } },
  volumes: { data: { name: 'shop_data' }, kept: { name: 'kept-by-hand' } },
};

it('is written as containers are, less what they do not tell', () => {
  const service = {
    image: 'apache/kafka:4.3.1',
    build: null,
    command: null,
    entrypoint: ['sh', '-c', 'echo $$HOME'],
    container_name: 'shop-kafka',
    depends_on: { zoo: { condition: 'service_started' } },
    environment: { KAFKA_NODE_ID: '1', EMPTY: '', PASSED_ON: null },
    ports: [
      { mode: 'ingress', target: 9092, published: '19092', protocol: 'tcp' },
      { mode: 'ingress', target: 53, published: '53', protocol: 'udp', host_ip: '127.0.0.1' },
      { mode: 'ingress', target: 9093, protocol: 'tcp', host_ip: '0.0.0.0' },
    ],
    volumes: [
      { type: 'volume', source: 'data', target: '/data', volume: {} },
      { type: 'volume', source: 'kept', target: '/kept', volume: {} },
      { type: 'volume', target: '/nameless', volume: {} },
      {
        type: 'bind',
        source: '/home/shop/server.properties',
        target: '/etc/server.properties',
        read_only: true,
      },
      { type: 'tmpfs', target: '/tmp' },
    ],
    networks: { default: null, outer: { aliases: ['kafka.shop'] } },
    restart: 'on-failure:3',
    deploy: { resources: { limits: { memory: '536870912', cpus: 0.5 } } },
  };
  expect(composedService(service, project, 'shop_')).toEqual({
    image: 'apache/kafka:4.3.1',
    entrypoint: ['sh', '-c', 'echo $$HOME'],
    environment: ['KAFKA_NODE_ID=1', 'EMPTY='],
    ports: [':19092:9092', '127.0.0.1:53:53/udp', '::9093'],
    volumes: ['data:/data', 'kept-by-hand:/kept', '/home/shop/server.properties:/etc/server.properties:ro'],
    networks: { default: {}, company: { aliases: ['kafka.shop'] } },
    restart: 'on-failure:3',
    mem_limit: '536870912',
    cpus: 0.5,
  });
});

it('has no networks of its own where it is on those of the host', () => {
  expect(composedService({ network_mode: 'host', networks: null }, project, 'shop_')).toEqual({
    environment: [],
    ports: [],
    volumes: [],
    network_mode: 'host',
  });
});
