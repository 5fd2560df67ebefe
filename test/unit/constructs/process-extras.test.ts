/** Variables and files of one's own for nodes: what they become on each target, and which cannot be. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
} from '../../../src/index.ts';
import type { ProcessExtras } from '../../../src/constructs/process-extras.ts';
import { renderTarget } from '../../../src/render/render.ts';

const logging = 'Root: { level: warn, at: "@{files}" }\n';

function withExtras(props: Omit<KafkaClusterProps, 'metadata'>): Topology {
  const topology = new Topology('orders', { summary: '' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, ...props });
  return topology;
}

const extras: ProcessExtras = {
  environment: { TZ: 'Europe/Zurich', PRICE: '5 $', RULES: '@{files}/rules.json' },
  files: { 'log4j2.yaml': logging },
  jvmOptions: ['-Dlog4j2.configurationFile=@{files}/log4j2.yaml'],
};

async function rendered(topology: Topology, target: 'compose' | 'kubernetes' | 'local') {
  return new Map(
    (await renderTarget(topology.resolve(), target, {})).map(({ path, content }) => [path, content]),
  );
}

describe('variables and files of brokers', () => {
  it('on compose are mounted where what refers to them looks, and mean a dollar literally', async () => {
    const files = await rendered(withExtras(extras), 'compose');
    const { services, configs } = parse(files.get('compose.yaml')!) as {
      services: Record<string, { environment: Record<string, string>; configs: object[] }>;
      configs: Record<string, { content: string }>;
    };
    const { environment, configs: mounted } = services['broker-1']!;
    expect(environment).toMatchObject({
      TZ: 'Europe/Zurich',
      PRICE: '5 $$',
      RULES: '/opt/klab/files/rules.json',
    });
    expect(environment['KAFKA_JVM_PERFORMANCE_OPTS']).toContain(
      '-Dlog4j2.configurationFile=/opt/klab/files/log4j2.yaml',
    );
    expect(mounted).toEqual([{ source: 'broker-1-log4j2.yaml', target: '/opt/klab/files/log4j2.yaml' }]);
    expect(configs['broker-1-log4j2.yaml']?.content).toBe('Root: { level: warn, at: "/opt/klab/files" }\n');
  });

  it('on Kubernetes are a ConfigMap, whose change makes the pod anew', async () => {
    const text = [...(await rendered(withExtras(extras), 'kubernetes')).values()].join('\n');
    expect(text).toContain('mountPath: /opt/klab/files/log4j2.yaml');
    expect(text).toContain('value: 5 $');
    const mark = (content: string): string | undefined => /klab\.files: (\S+)/.exec(content)?.[1];
    const other = withExtras({ ...extras, files: { 'log4j2.yaml': 'Root: { level: error }\n' } });
    const otherText = [...(await rendered(other, 'kubernetes')).values()].join('\n');
    expect(mark(text)).toBeDefined();
    expect(mark(otherText)).not.toBe(mark(text));
  });

  it('of local processes stand beside their settings', async () => {
    const files = await rendered(withExtras({ ...extras, settings: { 'some.path': '@{files}/a' } }), 'local');
    const folder = 'files/local/broker-1/files';
    expect(files.get('local/broker-1/files/log4j2.yaml')).toBe(`Root: { level: warn, at: "${folder}" }\n`);
    expect(files.get('local/broker-1/server.properties')).toContain(`some.path=${folder}/a`);
    const [process] = (parse(files.get('local/plan.yaml')!) as { processes: Record<string, unknown>[] })
      .processes;
    expect(process).toMatchObject({
      environment: { TZ: 'Europe/Zurich', PRICE: '5 $', RULES: `${folder}/rules.json` },
      files: { [`${folder}/log4j2.yaml`]: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
    });
    expect(process?.['jvmFlags']).toContain(`-Dlog4j2.configurationFile=${folder}/log4j2.yaml`);
  });

  it('at a path of their own are for containers alone', () => {
    const { targets, nodes } = withExtras({ files: { '/etc/app/a.conf': 'x' } }).resolve();
    expect(targets).toEqual(['compose', 'kubernetes']);
    expect(nodes[0]?.files).toEqual({ '/etc/app/a.conf': 'x' });
  });

  it('of one broker come on top of those of all', () => {
    const perBroker = [{ environment: { TZ: 'UTC' }, files: { b: '2' } }];
    const [first, second] = withExtras({
      ...extras,
      files: { a: '1', b: '1' },
      brokers: 2,
      perBroker,
    }).resolve().nodes;
    expect(first).toMatchObject({ environment: { TZ: 'UTC', PRICE: '5 $' }, files: { a: '1', b: '2' } });
    expect(second).toMatchObject({ environment: { TZ: 'Europe/Zurich' }, files: { a: '1', b: '1' } });
  });
});

it('isolated controllers and ZooKeeper servers have theirs', () => {
  const topology = new Topology('orders', { summary: '' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', voters: 1, ...extras });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1 });
  const [controller, broker] = topology.resolve().nodes;
  expect(controller).toMatchObject(extras);
  expect(broker).not.toHaveProperty('files');

  const old = new Topology('old', { summary: '' });
  new KafkaCluster(old, 'kafka', {
    metadata: new ZooKeeperEnsemble(old, 'zookeeper', { servers: 1, ...extras }),
    brokers: 1,
  });
  expect(old.resolve().nodes[0]).toMatchObject({ role: 'zookeeper', ...extras });
});

describe('what cannot be', () => {
  function problemsOf(topology: Topology): string {
    return topology
      .problems()
      .map(({ message }) => message)
      .join('\n');
  }

  it.each([
    ['KAFKA_NUM_IO_THREADS', 'an image makes a setting of it: use settings'],
    ['ZOOKEEPER_TICK_TIME', 'use settings'],
    ['KAFKA_HEAP_OPTS', 'use heapMb'],
    ['KAFKA_OPTS', 'use jvmOptions'],
    ['JAVA_TOOL_OPTIONS', 'use jvmOptions'],
    ['KAFKA_JMX_PORT', 'use jmxPort'],
    ['CLUSTER_ID', 'every target has its own'],
    ['a b', 'is no name of a variable'],
  ])('variable "%s"', (name, problem) => {
    expect(problemsOf(withExtras({ environment: { [name]: '1' } }))).toMatch(
      new RegExp(`environment "${name}" .*${problem}`),
    );
    expect(problemsOf(withExtras({ perBroker: [{ environment: { [name]: '1' } }] }))).toContain(
      `perBroker[0].environment "${name}"`,
    );
  });

  it.each(['KAFKA_LOG4J_ROOT_LOGLEVEL', 'KAFKA_JMX_OPTS', 'KAFKA_GC_LOG_OPTS', 'TZ', 'myVariable'])(
    'but variable %s can',
    (name) => {
      expect(problemsOf(withExtras({ environment: { [name]: '1' } }))).toBe('');
    },
  );

  it.each(['..', 'a b', 'dir/file', '/', '/etc/', '/etc/../shadow', '../x'])('file "%s"', (name) => {
    expect(problemsOf(withExtras({ files: { [name]: '' } }))).toContain(
      `files "${name}" is no name of a file; use letters`,
    );
  });

  it('files that no ConfigMap holds', () => {
    expect(problemsOf(withExtras({ files: { a: 'é'.repeat(600_000) } }))).toContain(
      'files have 1200000 bytes together; Kubernetes takes at most 1048576 for a node',
    );
  });

  it('a reference to files that are not there', () => {
    expect(problemsOf(withExtras({ environment: { RULES: '@{files}/rules.json' } }))).toBe(
      'broker-1 refers to @{files} in "@{files}/rules.json" and has none; give the construct that makes it files',
    );
  });

  it('what is given to controllers that are brokers', () => {
    const topology = new Topology('orders', { summary: '' });
    const metadata = new ControllerQuorum(topology, 'controllers', extras);
    new KafkaCluster(topology, 'kafka', { metadata });
    expect(problemsOf(topology)).toContain(
      'jvmOptions, environment, files on a combined quorum, whose voters are brokers, would be for nobody; set it on the KafkaCluster',
    );
  });
});
