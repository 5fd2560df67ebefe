/** Any container beside a cluster: what it is on every target, and what cannot be. */
import { describe, expect, it } from 'vitest';
import {
  Service,
  type SecurityProps,
  type ServiceOfYourOwnProps,
  type Topology,
} from '../../../../src/index.ts';
import { composeDocument } from '../../../../src/render/compose/convert.ts';
import { contextOf } from '../../../../src/render/kubernetes/context.ts';
import { podSpec } from '../../../../src/render/kubernetes/pod/pod.ts';
import { kraft } from '../../../support/constructs.ts';

function withService(props: ServiceOfYourOwnProps, security?: SecurityProps): Topology {
  const topology = kraft(security && { security });
  new Service(topology, 'shop', props);
  return topology;
}

function onCompose(props: ServiceOfYourOwnProps, security?: SecurityProps) {
  return composeDocument(withService(props, security).resolve()).services['shop']!;
}

function inPod(props: ServiceOfYourOwnProps) {
  const topology = withService(props).resolve();
  return podSpec(
    contextOf(topology),
    topology.nodes.find(({ id }) => id === 'shop')!,
  );
}

const image = 'example/shop:1.2';
const problemsOf = (props: ServiceOfYourOwnProps) =>
  withService(props)
    .problems()
    .map(({ path, message }) => `${path}: ${message}`);

describe("a service of one's own", () => {
  it('is told where brokers and other nodes are, and waits for those that it comes to', () => {
    const said = onCompose({
      image,
      ports: [{ name: 'http', port: 8080 }],
      environment: { BROKERS: '@{bootstrap}', PRICE: '5 $' },
      command: ['serve', '--at=@{host:broker-2}'],
    });
    expect(said).toMatchObject({
      image,
      command: ['serve', '--at=broker-2.cluster'],
      environment: { BROKERS: expect.stringMatching(/^broker-1\.cluster:\d+,broker-2/), PRICE: '5 $$' },
      depends_on: { 'broker-1': { condition: 'service_healthy' } },
      ports: ['127.0.0.1:8080:8080'],
    });
    expect(said.healthcheck?.test.join(' ')).toContain('/dev/tcp/127.0.0.1/8080');
    expect(onCompose({ image }).depends_on).toBeUndefined();
    expect(
      onCompose({ image, environment: { AT: '@{bootstrap}' }, dependsOn: ['broker-3'] }).depends_on,
    ).toEqual({
      'broker-3': { condition: 'service_healthy' },
    });
  });

  it('is asked by its path, its command, its first port, or not at all', () => {
    const ports = [
      { name: 'admin', port: 9001 },
      { name: 'http', port: 8080 },
    ];
    expect(
      inPod({ image, ports, health: { path: '/up', port: 'http' } }).containers[0]?.readinessProbe,
    ).toMatchObject({
      httpGet: { path: '/up', port: { value: 8080 } },
    });
    expect(inPod({ image, ports }).containers[0]?.livenessProbe).toMatchObject({
      tcpSocket: { port: { value: 9001 } },
    });
    expect(inPod({ image, health: { command: ['am-i-well'] } }).containers[0]?.startupProbe).toMatchObject({
      exec: { command: ['am-i-well'] },
    });
    expect(inPod({ image }).containers[0]).not.toHaveProperty('startupProbe');
    expect(onCompose({ image, health: { command: ['am-i-well'] } }).healthcheck?.test).toEqual([
      'CMD',
      'am-i-well',
    ]);
    const { shop } = composeDocument(withService({ image }).resolve()).services;
    expect(shop).not.toHaveProperty('healthcheck');
  });

  it('that only runs is not waited for by its health', () => {
    const topology = withService({ image });
    new Service(topology, 'till', { image, dependsOn: ['shop'] });
    const resolved = topology.resolve();
    expect(composeDocument(resolved).services['till']?.depends_on).toEqual({
      shop: { condition: 'service_started' },
    });
    expect(podSpec(contextOf(resolved), resolved.nodes.at(-1)!).initContainers).toBeUndefined();
  });

  it('has files, also two of one name, volumes, and a user', () => {
    const files = {
      '/etc/shop/app.conf': 'at=@{bootstrap}',
      '/etc/till/app.conf': 'cost=$5',
      '/etc/one.conf': '1',
    };
    const props = { image, files, volumes: { data: '/var/shop' }, userId: 65_534 };
    const topology = withService(props).resolve();
    const { services, configs, volumes } = composeDocument(topology);
    expect(services['shop']?.configs).toEqual([
      { source: 'shop-etc-shop-app.conf', target: '/etc/shop/app.conf' },
      { source: 'shop-etc-till-app.conf', target: '/etc/till/app.conf' },
      { source: 'shop-one.conf', target: '/etc/one.conf' },
    ]);
    expect(configs).toMatchObject({
      'shop-etc-shop-app.conf': { content: expect.stringMatching(/^at=broker-1\.cluster:/) },
      'shop-etc-till-app.conf': { content: 'cost=$$5' },
    });
    expect(Object.keys(volumes)).toContain('shop-data');
    const pod = inPod(props);
    expect(pod.securityContext?.runAsUser).toBe(65_534);
    expect(pod.containers[0]?.volumeMounts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ mountPath: '/etc/till/app.conf', subPath: 'etc-till-app.conf' }),
        expect.objectContaining({ mountPath: '/var/shop' }),
      ]),
    );
  });

  it('comes to a secured cluster by the variables that it names', () => {
    const security = { superUsers: ['admin'] };
    const client = { variables: 'SHOP', acls: [{ topic: 'orders', operations: ['Write'] as const }] };
    expect(onCompose({ image, client }, security).environment).toMatchObject({
      SHOP_SECURITY_PROTOCOL: 'SSL',
    });
    const resolved = withService({ image, client }, security).resolve();
    expect(JSON.stringify(resolved.security)).toContain('"name":"shop","acls":[{"topic":"orders"');
    expect(withService({ image, environment: { AT: '@{bootstrap}' } }, security).resolve().warnings).toEqual([
      't/shop: comes to brokers of a secured cluster as nobody; give it a client',
    ]);
    expect(onCompose({ image, client }).environment).toEqual({});
  });

  it.each<[string, ServiceOfYourOwnProps, string]>([
    ['no image', {} as ServiceOfYourOwnProps, 'image'],
    [
      'a port without a number',
      { image, ports: [{ name: 'http' } as never] },
      'ports[0].port is missing; use 8080',
    ],
    [
      'a long name of a port',
      { image, ports: [{ name: 'HTTP', port: 80 }] },
      'port name "HTTP" is not possible',
    ],
    [
      'a name twice',
      {
        image,
        ports: [
          { name: 'a', port: 8080 },
          { name: 'a', port: 8081 },
        ],
      },
      'port name "a" is used twice',
    ],
    ['a relative file', { image, files: { 'app.conf': '' } }, '"app.conf" is no path in a container'],
    ['health at no port', { image, health: { path: '/' } }, 'health.port is missing, and is no port of it'],
    [
      'a page at no port',
      { image, pages: [{ path: '/', port: 'web' }] },
      'pages[0].port web is no port of it',
    ],
    ['a node that is not there', { image, environment: { A: '@{host:till}' } }, 'shop needs till'],
    ['a port of a broker', { image, ports: [{ name: 'http', port: 9093 }] }, 'port 9093 is used by'],
  ])('with %s is a problem', (_, props, problem) => {
    let problems: readonly string[];
    try {
      problems = problemsOf(props);
    } catch (error) {
      problems = [String(error)];
    }
    expect(problems.join('\n')).toContain(problem);
  });
});
