/** How what Docker prints, and what the compose file says, is read. */
import { describe, expect, it } from 'vitest';
import { composeDocument } from '../../../../src/render/compose/convert.ts';
import { parseContainers } from '../../../../src/runtimes/compose/containers/belongings.ts';
import { completed } from '../../../../src/render/compose/names.ts';
import { imagesOf, publishedPortsOf } from '../../../../src/runtimes/compose/compose-file.ts';
import { parseDeath } from '../../../../src/runtimes/compose/containers/deaths.ts';
import { gatewayOf } from '../../../../src/runtimes/compose/environment.ts';
import { markedInstances, parseThings } from '../../../../src/runtimes/compose/containers/find-marked.ts';
import { LayerCount } from '../../../../src/runtimes/docker/images.ts';
import { differenceOf } from '../../../../src/runtimes/compose/containers/same-project.ts';
import { resolved } from '../../../support/topologies.ts';

describe('containers', () => {
  it('are running, paused, or stopped in one of many ways; those of no node have no node', () => {
    const output = [
      'a\tone\trunning\tbroker-1\tp_cluster,p_clients',
      'b\ttwo\tpaused\tbroker-2\t',
      'c\tthree\texited\tbroker-3\tp_cluster',
      'd\tfour\tcreated\t\tbridge',
      '',
    ];
    expect(parseContainers(output.join('\n'))).toEqual([
      { id: 'a', name: 'one', state: 'running', nodeId: 'broker-1', networks: ['p_cluster', 'p_clients'] },
      { id: 'b', name: 'two', state: 'paused', nodeId: 'broker-2', networks: [] },
      { id: 'c', name: 'three', state: 'stopped', nodeId: 'broker-3', networks: ['p_cluster'] },
      { id: 'd', name: 'four', state: 'stopped', networks: ['bridge'] },
    ]);
  });

  it('that die count when they are nodes', () => {
    const attributes = { 'klab.node': 'broker-2', exitCode: '137', name: 'x' };
    expect(parseDeath(JSON.stringify(attributes))).toEqual({ nodeId: 'broker-2', exitCode: 137 });
    expect(parseDeath(JSON.stringify({ exitCode: '0', name: 'relay' }))).toBeUndefined();
  });
});

describe('the compose file', () => {
  it('names ports with their host addresses, as variables complete them', () => {
    const document = composeDocument(resolved('zk-single-kafka-single'), { portOffset: 100 });
    expect(publishedPortsOf(document, ['zoo1', 'kafka1'], { KLAB_DOCKER_BIND: '172.17.0.1' })).toEqual([
      { id: 'zoo1', host: '127.0.0.1', port: 2281 },
      { id: 'kafka1', host: '127.0.0.1', port: 9192 },
      { id: 'kafka1', host: '172.17.0.1', port: 29192 },
      { id: 'kafka1', host: '127.0.0.1', port: 10099 },
    ]);
    expect(imagesOf(document)).toHaveLength(2);
  });

  it('completes variables as compose does: empty is as good as unset', () => {
    expect(completed('${A:-1}:${B:-2}', { A: 'x' })).toBe('x:2');
    expect(completed('${A:-1}', { A: '' })).toBe('1');
  });
});

describe('a container that is there', () => {
  const document = composeDocument(resolved('zk-single-kafka-single'));
  const service = document.services['kafka1']!;
  const environment = Object.entries(service.environment).map(
    ([name, value]) => `${name}=${value.replaceAll('$$', '$')}`,
  );
  const made = { nodeId: 'kafka1', image: service.image, environment };

  it.each([
    { change: {}, difference: undefined },
    { change: { environment: [...environment, 'PATH=/bin'] }, difference: undefined },
    { change: { nodeId: 'kafka7' }, difference: 'kafka7 is not in this topology' },
    { change: { image: 'other:1' }, difference: `kafka1 runs other:1, not ${service.image}` },
    {
      change: { environment: environment.filter((entry) => !entry.startsWith('KAFKA_BROKER_ID=')) },
      difference: 'kafka1 has another KAFKA_BROKER_ID',
    },
    {
      change: {
        environment: environment.map((entry) => entry.replace('${DOCKER_HOST_IP:-127.0.0.1}', '192.0.2.1')),
      },
      difference: undefined,
    },
  ])('differs by "$difference"', ({ change, difference }) => {
    expect(differenceOf({ ...made, ...change }, document)).toBe(difference);
  });
});

describe('a container that was there when a setting was altered in place', () => {
  it('may have another value of that setting, and of no other', () => {
    const document = {
      services: { 'broker-1': { image: 'kafka', environment: { KAFKA_A_B: '2', KAFKA_C: '1' } } },
    };
    const made = (...environment: string[]) => ({ nodeId: 'broker-1', image: 'kafka', environment });
    const differs = (...environment: string[]) =>
      differenceOf(made(...environment), document as never, new Set(['KAFKA_A_B']));
    expect(differs('KAFKA_A_B=1', 'KAFKA_C=1')).toBeUndefined();
    expect(differs('KAFKA_A_B=1', 'KAFKA_C=2')).toBe('broker-1 has another KAFKA_C');
  });
});

describe('what carries the label', () => {
  it('makes one instance, with nodes or without', () => {
    const containers = [
      'multi-broker-compose\tmulti-broker\tbroker-1\tshop\t/a/compose.yaml,/a/more.yaml',
      'multi-broker-compose\tmulti-broker\tbroker-2\tshop\t/a/compose.yaml,/a/more.yaml',
      'somebody-elses\t\t\t\t',
    ];
    const networks = ['multi-broker-compose\tmulti-broker\t\tshop\t', 'trio-compose\ttrio\t\tklab-trio\t'];
    const volumes = ['single-broker-compose-200\tsingle-broker\tbroker-1\tklab-single-broker-200\t'];
    const things = [
      ...parseThings(containers.join('\n'), 'container'),
      ...parseThings(networks.join('\n'), 'network'),
      ...parseThings(volumes.join('\n'), 'volume'),
    ];
    const nothing = { hasNodes: false, hasData: false, configFiles: [] };
    expect(markedInstances(things)).toEqual([
      {
        id: 'multi-broker-compose',
        topologyName: 'multi-broker',
        portOffset: 0,
        hasNodes: true,
        hasData: false,
        place: { project: 'shop' },
        configFiles: ['/a/compose.yaml', '/a/more.yaml'],
      },
      {
        ...nothing,
        id: 'single-broker-compose-200',
        topologyName: 'single-broker',
        portOffset: 200,
        hasData: true,
      },
      { ...nothing, id: 'trio-compose', topologyName: 'trio', portOffset: 0 },
    ]);
  });
});

describe('the engine', () => {
  it.each([
    ['[{"Subnet":"172.17.0.0/16"}]', '172.17.0.1'],
    ['[{"Subnet":"10.9.0.0/24","Gateway":"10.9.0.254"}]', '10.9.0.254'],
    ['[{"Subnet":"fd00::/64"},{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]', '172.17.0.1'],
    ['[]', undefined],
    ['null', undefined],
  ])('has in %s the gateway %s', (config, gateway) => {
    expect(gatewayOf(config)).toBe(gateway);
  });

  it('tells how far a pull is', () => {
    const layers = new LayerCount();
    const told = [
      '4.3.1: Pulling from apache/kafka',
      '0a209f7b6cfe: Pulling fs layer',
      '0a209f7b6cff: Already exists',
      '0a209f7b6cfe: Waiting',
      '0a209f7b6cfe: Pull complete',
      'Digest: sha256:1',
    ].map((line) => (layers.read(line) ? layers.text : undefined));
    expect(told).toEqual([
      undefined,
      '0 of 1 layers',
      '1 of 2 layers',
      undefined,
      '2 of 2 layers',
      undefined,
    ]);
  });
});
