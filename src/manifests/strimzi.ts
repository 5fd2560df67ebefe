/**
 * Strimzi's `Kafka` and `KafkaNodePool` as the nodes that its operator makes of them: ids, names, roles, listeners and
 * settings (Strimzi documentation, "Configuring Kafka"); of all versions of its API, with ZooKeeper too.
 */
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import type { ManifestNode, ManifestTopic, Remark } from './node.ts';
import { remarkStrimzi } from './strimzi-remarks.ts';
import { nodeIdsOf, type Pool } from './strimzi-ids.ts';
import { listenersOf, quorumPort } from './strimzi-listeners.ts';
import { authorizationOf } from './strimzi-users.ts';

/** Whose objects these are. */
export const strimziGroup = 'kafka.strimzi.io';

/** What the operator makes of the objects of all clusters. */
export function strimziNodes(
  all: readonly Manifest[],
  onRemark: (remark: Remark) => void,
): readonly ManifestNode[] {
  const own = all.filter(({ group }) => group === strimziGroup);
  const clusters = own.filter(({ kind }) => kind === 'Kafka');
  const names = new Set(clusters.map(({ name }) => name));
  for (const one of own) {
    if (one.kind === 'KafkaNodePool' && !names.has(clusterOf(one)))
      onRemark({
        isOwnWay: false,
        text: `its cluster ${clusterOf(one) || '(no label strimzi.io/cluster)'} is not there`,
        at: one,
      });
  }
  return clusters.flatMap((cluster) => clusterNodes(cluster, own, onRemark));
}

/** Topics that its operator makes; those of an unknown cluster too. */
export function strimziTopics(all: readonly Manifest[]): readonly ManifestTopic[] {
  return all
    .filter(({ group, kind }) => group === strimziGroup && kind === 'KafkaTopic')
    .map((one): ManifestTopic => {
      const { topicName, partitions, replicas, config } = recordOf(one.content['spec']);
      return {
        name: textOf(topicName) ?? one.name,
        ...(typeof partitions === 'number' && { partitions }),
        ...(typeof replicas === 'number' && { replicationFactor: replicas }),
        configs: texts(config),
        at: one,
      };
    });
}

function clusterNodes(
  cluster: Manifest,
  own: readonly Manifest[],
  onRemark: (remark: Remark) => void,
): readonly ManifestNode[] {
  const spec = recordOf(cluster.content['spec']);
  const { version, image, config, listeners, jvmOptions, authorization } = recordOf(spec['kafka']);
  const keeper = spec['zookeeper'] === undefined ? undefined : recordOf(spec['zookeeper']);
  const isKraft = annotationOf(cluster, 'strimzi.io/kraft') === 'enabled' || keeper === undefined;
  const pools = poolsOf(cluster, own, isKraft, onRemark);
  remarkStrimzi(cluster, pools, isKraft, onRemark);
  const settings = texts(config);
  const hostOf = (pool: Pool, id: number): string => `${cluster.name}-${pool.name}-${id}`;
  const inside = (pool: Pool, id: number): string => `${hostOf(pool, id)}.${cluster.name}-kafka-brokers`;
  const voters = pools
    .filter(({ roles }) => roles.includes('controller'))
    .flatMap((pool) => pool.ids.map((id) => `${id}@${inside(pool, id)}:${quorumPort}`));
  const servers = isKraft ? 0 : countOf(keeper?.['replicas']);
  const heads = Array.from({ length: servers }, (_, index) => `${cluster.name}-zookeeper-${index}`);
  const nodes = pools.flatMap((pool) =>
    pool.ids.map((id): ManifestNode => {
      const isServing = pool.roles.includes('broker');
      const { resources: _resources, storage: _own, roles: _roles, replicas: _pool, ...left } = pool.spec;
      const ownJvm = pool.spec['jvmOptions'] ?? jvmOptions;
      return {
        ...bare,
        id: hostOf(pool, id),
        group: cluster.name,
        blocks: pool.manifest === cluster ? [cluster] : [pool.manifest, cluster],
        ...(textOf(image) !== undefined && { image: textOf(image)! }),
        ...(textOf(version) !== undefined && { version: textOf(version)! }),
        environment: heapOf(ownJvm),
        settings: {
          ...(isKraft
            ? {
                'node.id': String(id),
                'process.roles': pool.roles.join(','),
                'controller.quorum.voters': voters.join(','),
              }
            : {
                'broker.id': String(id),
                'zookeeper.connect':
                  heads.map((head) => `${head}:2181`).join(',') || `${cluster.name}-zookeeper-client:2181`,
              }),
          ...listenersOf(listeners, {
            id,
            host: inside(pool, id),
            isServing,
            roles: isKraft ? pool.roles : [],
          }),
          ...authorizationOf(authorization, isKraft),
          ...settings,
        },
        hosts: [
          hostOf(pool, id),
          inside(pool, id),
          `${cluster.name}-kafka-bootstrap`,
          `${cluster.name}-kafka-brokers`,
        ],
        volumes: volumesOf(pool, hostOf(pool, id)),
        rest: pool.manifest === cluster ? {} : left,
      };
    }),
  );
  const zookeepers = heads.map((id): ManifestNode => ({
    ...bare,
    id,
    group: cluster.name,
    blocks: [cluster],
    environment: { ZOO_MY_ID: String(heads.indexOf(id) + 1), ...heapOf(keeper?.['jvmOptions']) },
    hosts: [id, `${id}.${cluster.name}-zookeeper-nodes`, `${cluster.name}-zookeeper-client`],
    volumes: isKept(keeper?.['storage']) ? [{ source: `data-${id}`, target: '/var/lib/zookeeper/data' }] : [],
  }));
  return [...zookeepers, ...nodes];
}

const bare = {
  environment: {},
  settings: {},
  entrypoint: [],
  command: [],
  ports: [],
  files: {},
  rest: {},
  unknown: [],
} as const;

function poolsOf(
  cluster: Manifest,
  own: readonly Manifest[],
  isKraft: boolean,
  onRemark: (remark: Remark) => void,
): readonly Pool[] {
  const spec = recordOf(recordOf(cluster.content['spec'])['kafka']);
  const pools = own
    .filter((one) => one.kind === 'KafkaNodePool' && clusterOf(one) === cluster.name)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (pools.length === 0) {
    const ids = Array.from({ length: countOf(spec['replicas']) }, (_, index) => index);
    if (ids.length === 0)
      onRemark({
        isOwnWay: false,
        text: 'it says no replicas, and no KafkaNodePool of it is there',
        at: cluster,
      });
    return [
      { name: 'kafka', roles: isKraft ? ['broker', 'controller'] : ['broker'], ids, spec, manifest: cluster },
    ];
  }
  const used = new Set<number>();
  return pools.map((manifest): Pool => {
    const own = recordOf(manifest.content['spec']);
    const roles = listOf(own['roles'])
      .flatMap((role) => textOf(role) ?? [])
      .toSorted();
    const ids = nodeIdsOf(countOf(own['replicas']), annotationOf(manifest, 'strimzi.io/next-node-ids'), used);
    return { name: manifest.name, roles: isKraft ? roles : ['broker'], ids, spec: own, manifest };
  });
}

/** The place for its records is one directory each, of whatever volumes. */
function volumesOf({ spec, manifest }: Pool, id: string): ManifestNode['volumes'] {
  const storage = spec['storage'] ?? recordOf(recordOf(manifest.content['spec'])['kafka'])['storage'];
  const volumes = recordOf(storage)['type'] === 'jbod' ? listOf(recordOf(storage)['volumes']) : [storage];
  return volumes
    .filter(isKept)
    .map((_, index) => ({ source: `data-${index}-${id}`, target: `/var/lib/kafka/data-${index}` }));
}

function isKept(storage: unknown): boolean {
  const { type, volumes } = recordOf(storage);
  return type === 'jbod' ? listOf(volumes).some(isKept) : type === 'persistent-claim';
}

function heapOf(options: unknown): Record<string, string> {
  const { '-Xmx': largest, Xmx = largest } = recordOf(options);
  return textOf(Xmx) === undefined ? {} : { KAFKA_HEAP_OPTS: `-Xmx${textOf(Xmx) ?? ''}` };
}

/** The cluster that an object is part of. */
function clusterOf({ content }: Manifest): string {
  return textOf(recordOf(recordOf(content['metadata'])['labels'])['strimzi.io/cluster']) ?? '';
}

function annotationOf({ content }: Manifest, name: string): string | undefined {
  return textOf(recordOf(recordOf(content['metadata'])['annotations'])[name]);
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  return Number.isInteger(count) && count > 0 ? Math.min(count, 100) : 0;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).map(([name, one]) => [name, textOf(one) ?? JSON.stringify(one)]),
  );
}
