/** Compose files taken over: what they become, what is said of each word in them, and that the code renders to what the file meant. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, functionName } from '../../../src/import/code.ts';
import { importFiles, nameOf, type Imported } from '../../../src/import/import.ts';
import { made } from '../../../src/import/plan.ts';
import { proofOf, type ImportProof } from '../../../src/import/proof.ts';
import { right, withZooKeeper } from '../../support/compose-files.ts';
import { klab } from '../../support/klab.ts';

function take(text: string): Imported {
  return importFiles(new Map([['shop/compose.yml', text]]), () => undefined, 'shop');
}

async function proved(text: string): Promise<Imported & { proof: ImportProof }> {
  const taken = take(text);
  expect(taken.problems).toEqual([]);
  return { ...taken, proof: await proofOf(taken.plan, taken.nodes, taken.notes) };
}

const fromZero = `services:
  c0: &c
    image: apache/kafka:4.1.0
    environment: &quorum
      KAFKA_NODE_ID: 10
      KAFKA_PROCESS_ROLES: controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 10@c0:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_LISTENERS: CTL://:9093
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: CTL:PLAINTEXT,IN:PLAINTEXT,HOST:PLAINTEXT
${[0, 1]
  .map(
    (number) => `  broker_${number}:
    image: apache/kafka:4.1.0
    restart: always
    ulimits: { nofile: 1024 }
    ports: ['9${number}92:9${number}92']
    environment:
      <<: *quorum
      KAFKA_NODE_ID: ${number}
      KAFKA_PROCESS_ROLES: broker
      KAFKA_LISTENERS: IN://:19092,HOST://:9${number}92
      KAFKA_ADVERTISED_LISTENERS: IN://broker_${number}:19092,HOST://localhost:9${number}92
      KAFKA_INTER_BROKER_LISTENER_NAME: IN
      KAFKA_BROKER_RACK: zone-${number}
      KAFKA_LOG_RETENTION_HOURS: 24
      KAFKA_MESSAGE_MAX_BYTES: ${1_000_000 + number}
      KAFKA_HEAP_OPTS: -Xms256m -Xmx1G
      KAFKA_DEFAULT_REPLICATION_FACTOR: 2
      KAFKA_MIN_INSYNC_REPLICAS: 1
`,
  )
  .join('')}
  shop:
    image: example/shop:1.2
    ports: ['8085:8080']
    environment:
      BROKERS: broker_0:19092,broker_1:19092
      SEARCH: http://search:9200/?q=broker_1
      PRICE: 5 $$
    command: serve --name "the shop" --at broker_0:19092
    depends_on: [broker_0, search]
    healthcheck: { test: 'curl -f http://localhost:8080/up' }
    volumes: ['shop:/data', './here:/there']
  search: { image: 'example/search:3' }
`;

describe('a file that is taken over', () => {
  it('of KRaft, as klab would write it', async () => {
    const { plan, proof } = await proved(right);
    expect(plan.metadata).toEqual({ kind: 'ControllerQuorum', props: {} });
    expect(plan.cluster).toMatchObject({
      idPrefix: 'kafka',
      perBroker: [
        { ports: { EXTERNAL: 9092 } },
        { ports: { EXTERNAL: 9093 } },
        { ports: { EXTERNAL: 9094 } },
      ],
      replicationFactor: 3,
      minInSyncReplicas: 2,
      kafkaVersion: '3.9.2',
    });
    expect(plan.services).toEqual([
      {
        id: 'ui',
        props: {
          image: 'provectuslabs/kafka-ui:v0.7.2',
          environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: '@{bootstrap}' },
        },
      },
    ]);
    expect(proof).toMatchObject({ unlike: [], same: 6 });
  });

  it('with ZooKeeper, its names where klab cannot have them', async () => {
    const { plan, notes, proof } = await proved(withZooKeeper);
    expect(plan.metadata).toEqual({ kind: 'ZooKeeperEnsemble', props: { servers: 1 } });
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'changed', text: 'is called zookeeper-1' }));
    expect(plan.cluster.perBroker).toEqual([{ id: 'kafka', number: 1, ports: { EXTERNAL: 9092 } }]);
    expect(proof.unlike).toEqual([]);
  });

  it('with ids from any start, settings of single brokers, and controllers apart', async () => {
    const { plan, proof, notes } = await proved(fromZero);
    expect(plan.metadata).toMatchObject({ props: { mode: 'isolated', voters: 1, firstNumber: 10 } });
    expect(plan.cluster).toMatchObject({
      idPrefix: 'broker-',
      firstNumber: 0,
      heapMb: 1024,
      settings: { 'log.retention.hours': '24' },
      perBroker: [
        { ports: { EXTERNAL: 9092 }, rack: 'zone-0', settings: { 'message.max.bytes': '1000000' } },
        { ports: { EXTERNAL: 9192 }, rack: 'zone-1', settings: { 'message.max.bytes': '1000001' } },
      ],
    });
    expect(proof.unlike).toEqual([]);
    const ids = made(plan)
      .resolve()
      .nodes.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['broker-0', 'broker-1', 'shop', 'search']));
    const said = (kind: string): string =>
      notes.flatMap((note) => (note.kind === kind ? [`${note.node ?? ''} ${note.text}`] : [])).join('\n');
    expect(said('changed')).toMatch(/broker_0 restart: a node that was killed stays dead/);
    expect(said('changed')).toMatch(/ports of INTERNAL are klab's/);
    expect(said('not understood')).toMatch(/broker_1 ulimits of broker_1: \{"nofile":1024\}/);
    expect(said('not understood')).toMatch(/shop \.\/here at \/there/);
  });

  it('has services whose addresses are references', () => {
    const { plan } = take(fromZero);
    expect(plan.services[0]).toEqual({
      id: 'shop',
      props: {
        image: 'example/shop:1.2',
        ports: [{ name: 'http', port: 8080 }],
        environment: {
          BROKERS: '@{bootstrap}',
          SEARCH: 'http://@{host:search}:9200/?q=broker_1',
          PRICE: '5 $',
        },
        command: ['serve', '--name', 'the shop', '--at', '@{bootstrap}'],
        volumes: { data: '/data' },
        health: { command: ['sh', '-c', 'curl -f http://localhost:8080/up'] },
        dependsOn: ['broker-0', 'broker-1', 'search'],
      },
    });
  });

  it('leaves no word of it unsaid', () => {
    const { notes } = take(fromZero.replace('services:', 'secrets: { s: { file: a } }\nservices:'));
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'not understood', line: 1 }));
    for (const node of ['broker_0', 'broker_1', 'shop']) {
      const own = notes.filter((note) => note.node === node).map(({ text, at = '' }) => `${text} ${at}`);
      const text = fromZero.slice(fromZero.indexOf(`  ${node}:`)).split(/\n {2}\w/)[0] ?? '';
      const words = [...text.matchAll(/^ {4,}([\w.]+):/gm)].map(([, word = '']) => word);
      const held = ['environment', 'ports', 'volumes', 'image', 'command', 'depends_on', 'healthcheck'];
      for (const word of words.filter((one) => !held.includes(one))) {
        const setting = word
          .replace(/^KAFKA_/, '')
          .toLowerCase()
          .replaceAll('_', '.');
        expect(own.some((one) => one.includes(word) || one.includes(setting))).toBe(true);
      }
    }
  });
});

describe('a file that cannot be taken over', () => {
  it.each([
    ['services: { db: { image: "postgres:15" } }', 'has no Kafka that is known here, but db (postgres:15)'],
    [
      `${right}  other: { image: 'apache/kafka:4.3.1' }\n`,
      'has 2 clusters (kafka1 and kafka2 and kafka3; other)',
    ],
    ['kind: Kafka\n', 'is no compose file, but a Kafka of Kubernetes'],
  ])('is refused: %#', (text, problem) => {
    expect(() => take(text)).toThrow(problem);
  });

  it('as it is says what is in the way', () => {
    const { problems } = take(
      right
        .replace("ports: ['9092:9092']", "ports: ['9092:9092']")
        .replace(
          '    environment: { KAFKA_CLUSTERS_0',
          "    ports: ['9092:9092']\n    environment: { KAFKA_CLUSTERS_0",
        ),
    );
    expect(problems.join()).toContain('port 9092 is used by kafka1 EXTERNAL and ui http');
  });
});

describe('the code', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'klab-import-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is what klab takes, and renders to the same', { timeout: 120_000 }, async () => {
    await writeFile(join(dir, 'compose.yml'), fromZero);
    const out = join(dir, 'shop.ts');
    const first = await klab('import', join(dir, 'compose.yml'), '--name', 'shop', '--out', out, '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'import', written: out, proof: { unlike: [] } });
    const path = relative(process.cwd(), out);
    expect(JSON.parse(first.stdout)).toMatchObject({ next: expect.stringContaining(` from '${path}'`) });
    const again = await klab('import', join(dir, 'compose.yml'), '--out', out);
    expect(again).toMatchObject({ code: 2, output: expect.stringContaining('is there already') });
    const config = `import { defineConfig } from 'kafka-topology-lab';\nimport { shop } from './shop.ts';\nexport default defineConfig({ topologies: { shop } });\n`;
    await writeFile(join(dir, 'klab.config.ts'), config);
    const synth = await klab('synth', 'shop', '--config', join(dir, 'klab.config.ts'), '--json');
    expect(JSON.parse(synth.stdout)).toMatchObject({ warnings: [] });
    const diff = await klab(
      'diff',
      join(dir, 'dist', 'shop'),
      'shop',
      '--config',
      join(dir, 'klab.config.ts'),
      '--exit-code',
    );
    expect(diff.code).toBe(0);
  });

  it('keeps whatever a text holds', async () => {
    const text = `it's "1" \\ $\{x} \` \n */`;
    const { plan } = take(withZooKeeper);
    const odd = { ...plan, services: [{ id: 'a', props: { image: 'a:1', environment: { TEXT: text } } }] };
    const [, literal = ''] = /TEXT: ('.*?[^\\]')/.exec(codeOf(odd, 'a.yml')) ?? [];
    const read = (await import(`data:text/javascript,export default ${encodeURIComponent(literal)}`)) as {
      default: string;
    };
    expect(read.default).toBe(text);
  });

  it.each([
    ['./docker-compose.yml', 'imported'],
    ['/a/My Shop/docker-compose.yml', 'my-shop'],
    ['kafka_cluster.yaml', 'kafka-cluster'],
  ])('of %s is called %s', (path, name) => {
    expect(nameOf(path)).toBe(name);
    expect(functionName('3-brokers')).toBe('topology3Brokers');
  });
});
