/** Manifests taken over: sets whose pods count themselves, Strimzi's resources, and klab's own, which come back as they were. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffModels } from '../../../src/diff/diff.ts';
import { readTarget } from '../../../src/diff/readers/read-files.ts';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { made } from '../../../src/import/plan.ts';
import { proofOf } from '../../../src/import/proof.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { renderTarget } from '../../../src/render/render.ts';
import { allInOne, pools, set } from '../../support/foreign-manifests.ts';

function take(text: string, name = 'shop'): Imported {
  return importFiles(new Map([['shop.yaml', text]]), () => undefined, name);
}

const said = ({ notes }: Imported, kind: string): string =>
  notes
    .flatMap((note) => (note.kind === kind ? [`${note.line} ${note.node ?? ''} ${note.text}`] : []))
    .join('\n');

async function proved(text: string): Promise<Imported> {
  const taken = take(text);
  expect(taken.problems).toEqual([]);
  expect((await proofOf(taken.plan, taken.nodes, taken.notes)).unlike).toEqual([]);
  return taken;
}

describe('a set of pods', () => {
  it('is nodes whose numbers follow from their names', async () => {
    const { plan } = await proved(set);
    expect(plan.metadata).toEqual({ kind: 'ControllerQuorum', props: {} });
    expect(plan.cluster).toMatchObject({
      idPrefix: 'kafka-',
      firstNumber: 0,
      perBroker: [{}, {}, {}],
      heapMb: 1024,
      replicationFactor: 3,
      minInSyncReplicas: 2,
      settings: { 'log.retention.hours': '24' },
    });
    expect(plan.services).toEqual([
      {
        id: 'ui',
        props: {
          image: 'provectuslabs/kafka-ui:v0.7.2',
          environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: '@{bootstrap}' },
          ports: [{ name: 'http', port: 8080 }],
          files: { '/etc/ui/ui.yaml': 'at: @{bootstrap}' },
        },
      },
    ]);
  });

  it('leaves nothing out without a line', () => {
    const taken = take(set);
    expect(said(taken, 'changed')).toMatch(/23 kafka-1 podManagementPolicy: each node has a set of its own/);
    expect(said(taken, 'changed')).toMatch(/Deployment ui ui runs once, and was to run 2 times/);
    expect(said(taken, 'changed')).toMatch(/1 Service kafka-headless klab has services of its own/);
    expect(said(taken, 'not understood')).toMatch(/kafka-0 topologySpreadConstraints: over zones/);
    expect(said(taken, 'not understood')).toMatch(/kafka-2 port 5555 leads to 5555/);
    expect(said(taken, 'not understood')).toMatch(/Ingress ui nothing of it is taken over$/m);
  });

  it('is told what it is told of its pod', () => {
    expect(said(take(set), 'changed')).toMatch(/kafka-0 POD_NAME: what a container is told of its pod/);
  });

  it('may say no numbers, where its image counts', () => {
    const { plan, problems } = take(set.replace(/ +export KAFKA_NODE_ID.*\n/, ''));
    expect(problems).toEqual([]);
    expect(plan.cluster).toMatchObject({ idPrefix: 'kafka-', firstNumber: 0 });
  });

  it('may have its settings in a file of a ConfigMap', () => {
    const { nodes } = take(`apiVersion: v1
kind: ConfigMap
metadata: { name: config }
data:
  server.properties: |
    broker.id=4
    zookeeper.connect=zoo:2181
    num.partitions=3
  log4j.properties: root=INFO
---
apiVersion: v1
kind: Pod
metadata: { name: kafka }
spec:
  containers:
    - name: kafka
      image: wurstmeister/kafka:2.12-2.4.1
      command: [kafka-server-start.sh, /config/server.properties, --override, num.partitions=6]
      volumeMounts: [{ name: config, mountPath: /config }]
  volumes: [{ name: config, configMap: { name: config } }]
`);
    expect(nodes[0]?.settings).toEqual({
      'broker.id': '4',
      'zookeeper.connect': 'zoo:2181',
      'num.partitions': '6',
    });
  });

  it('that is a template, or something else of Kubernetes, is refused in one line', () => {
    expect(() => take('apiVersion: v1\nkind: {{ .x }}\n')).toThrow('shop.yaml, line 1 is a template');
    expect(() => take('apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n')).toThrow(
      'has no Kafka that is known here, but Secret',
    );
  });
});

describe("Strimzi's resources", () => {
  it('are the nodes of each pool, with topics', async () => {
    const taken = await proved(pools);
    expect(taken.plan.metadata).toEqual({
      kind: 'ControllerQuorum',
      props: { mode: 'isolated', voters: 3, idPrefix: 'shop-controller-', firstNumber: 100 },
    });
    expect(taken.plan.cluster).toMatchObject({
      idPrefix: 'shop-broker-',
      firstNumber: 0,
      heapMb: 2048,
      settings: { 'log.retention.hours': '24', 'offsets.topic.replication.factor': '3' },
      topics: [{ name: 'orders', partitions: 6, replicationFactor: 3, configs: { 'retention.ms': '1000' } }],
    });
    const lost = said(taken, 'not understood');
    expect(lost).toMatch(/rack|racks follow from topology\.kubernetes\.io\/zone/);
    expect(lost).toMatch(/listener PLAIN-9092: a second one for the same clients; say extraListeners/);
    expect(taken.plan.cluster.security).toMatchObject({ external: { protocol: 'SASL_SSL' } });
    expect(lost).toMatch(/Kafka shop spec\.entityOperator/);
    expect(said(taken, 'taken over')).toMatch(/KafkaUser alice user alice with 0 rules/);
    expect(said(taken, 'taken over')).toMatch(/version 4\.3\.1/);
  });

  it('may be all in one with ZooKeeper, and of a Kafka that klab has not', async () => {
    const taken = await proved(allInOne);
    expect(taken.plan.metadata).toEqual({
      kind: 'ZooKeeperEnsemble',
      props: { servers: 3 },
    });
    expect(taken.plan.cluster).toMatchObject({
      idPrefix: 'shop-kafka-',
      firstNumber: 0,
      kafkaVersion: '3.9.2',
    });
    expect(said(taken, 'changed')).toMatch(/version 3\.6\.0 becomes Kafka 3\.9\.2/);
  });
});

const plain = [
  'multi-broker',
  'multi-broker-isolated',
  'multi-zookeeper',
  'single-broker',
  'three-racks',
  'zk-multiple-kafka-multiple',
  'zk-single-kafka-single',
];

describe("klab's own manifests", () => {
  it.each(plain)('come back as the same cluster: %s', async (name) => {
    const content = readFileSync(join(packageRoot(), `dist/${name}/kubernetes.yaml`), 'utf8');
    const taken = take(content, name);
    const files = await renderTarget(made(taken.plan).resolve(), 'kubernetes');
    const read = (text: string) =>
      readTarget([{ path: 'kubernetes.yaml', content: text }], 'kubernetes', name);
    const again = files.find(({ path }) => path === 'kubernetes.yaml')?.content ?? '';
    const { changes } = diffModels({ before: read(content), after: read(again), labels: ['dist', 'again'] });
    expect(changes).toEqual([]);
  });
});
