/** A cluster as a chart of somebody else's deploys it: one StatefulSet of three with names of its own, a headless service, and a page beside it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kubectl, sharedKind } from './kubernetes.ts';

/** A namespace that is not klab's; removed at the end with all that is in it. */
export interface OthersNamespace extends AsyncDisposable {
  readonly context: string;
  readonly namespace: string;
  /** Everything that stands in it and klab must leave as it was: kinds, names, and how often containers were started. */
  objects(this: void): Promise<readonly string[]>;
  kubectl(this: void, ...args: string[]): Promise<string>;
}

/** In what a cluster differs from the one that this file describes. */
export interface OthersShape {
  /** Variables besides, or in place of those that it has. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Files of a Secret, which every node has in {@link filesFolder}. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether Kafka is the child of a shell, as where an image's script does more than start it. @default false */
  readonly isChild?: boolean;
}

/** Where nodes have the files of their Secret. */
export const filesFolder = '/etc/shop';

const nodes = 'shop-kafka-nodes';
const labels = { 'app.kubernetes.io/name': 'kafka', 'app.kubernetes.io/instance': 'shop' };

/** The name by which a node is known in its cluster. */
export function podHost(number: number, namespace: string): string {
  return `shop-kafka-${number}.${nodes}.${namespace}.svc.cluster.local`;
}

/** Deploys it, without waiting for anything. */
export async function othersNamespace(namespace: string, shape: OthersShape = {}): Promise<OthersNamespace> {
  const { context } = await sharedKind();
  const own = (...args: string[]): Promise<string> =>
    kubectl('--context', context, '--namespace', namespace, ...args);
  await kubectl('--context', context, 'create', 'namespace', namespace);
  const items = manifest(namespace, shape);
  const apply = spawn(
    'kubectl',
    ['--context', context, '--namespace', namespace, 'apply', '--filename', '-'],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  apply.stdin.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const [code] = (await once(apply, 'close')) as [number | null];
  if (code !== 0) throw new Error(`kubectl apply ended with ${code}`);
  return {
    context,
    namespace,
    kubectl: own,
    async objects() {
      const kinds = 'pods,services,statefulsets,deployments,configmaps,secrets,persistentvolumeclaims,jobs';
      return (await own('get', kinds, '--output', 'name')).split('\n').toSorted();
    },
    [Symbol.asyncDispose]: async () => {
      await kubectl('--context', context, 'delete', 'namespace', namespace, '--wait=false');
    },
  };
}

function manifest(namespace: string, { variables, files, isChild = false }: OthersShape): readonly object[] {
  const voters = [0, 1, 2].map((number) => `${number}@${podHost(number, namespace)}:9093`).join(',');
  const settings = {
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
    KAFKA_LISTENERS: 'CLIENT://:9092,CONTROLLER://:9093',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '3',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '2',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    KAFKA_HEAP_OPTS: '-Xmx256m',
    CLUSTER_ID: 'MkU3OEVBNTcwNTJENDM2Qk',
    ...variables,
  };
  // As charts do it: what differs from pod to pod is made of the pod's name.
  const start = [
    'export KAFKA_NODE_ID=${HOSTNAME##*-}',
    `export KAFKA_ADVERTISED_LISTENERS=CLIENT://${podHost(0, namespace).replace('shop-kafka-0', '$HOSTNAME')}:9092`,
    isChild ? '/etc/kafka/docker/run; exit' : 'exec /etc/kafka/docker/run',
  ].join('; ');
  const ports = [
    { name: 'client', containerPort: 9092 },
    { name: 'controller', containerPort: 9093 },
  ];
  const broker = {
    name: 'broker',
    image: 'apache/kafka:4.3.1',
    command: ['sh', '-c', start],
    env: Object.entries(settings).map(([name, value]) => ({ name, value })),
    ports,
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/kafka' },
      ...(files ? [{ name: 'files', mountPath: filesFolder, readOnly: true }] : []),
    ],
  };
  const page = {
    name: 'ui',
    // In Kafka's own image, which is there, and speaks something else at its port.
    image: 'apache/kafka:4.3.1',
    command: ['sh', '-c', 'while :; do echo "HTTP/1.1 200 OK" | nc -l -p 9090; done'],
    ports: [{ name: 'http', containerPort: 9090 }],
  };
  const of = (kind: string, name: string, spec: object, apiVersion = 'v1'): object => ({
    apiVersion,
    kind,
    metadata: { name, labels },
    spec,
  });
  const uiLabels = { app: 'ui' };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-kafka' }, stringData: files };
  return [
    ...(files ? [secret] : []),
    of('Service', nodes, {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: labels,
      ports: [
        { name: 'client', port: 9092, targetPort: 'client' },
        { name: 'controller', port: 9093, targetPort: 'controller' },
      ],
    }),
    of('Service', 'shop-kafka', { selector: labels, ports: [{ port: 9092, targetPort: 'client' }] }),
    of(
      'StatefulSet',
      'shop-kafka',
      {
        serviceName: nodes,
        replicas: 3,
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 30,
            securityContext: { fsGroup: 1000 },
            containers: [broker],
            ...(files && { volumes: [{ name: 'files', secret: { secretName: 'shop-kafka' } }] }),
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
      'apps/v1',
    ),
    of(
      'Deployment',
      'ui',
      {
        replicas: 1,
        selector: { matchLabels: uiLabels },
        template: { metadata: { labels: uiLabels }, spec: { containers: [page] } },
      },
      'apps/v1',
    ),
  ];
}
