/** Compose files as others write them, without a mark of the lab's, brought up as they bring them up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './docker.ts';

/** A project that is up; taken down with its data at the end. */
export interface OthersProject extends AsyncDisposable {
  readonly project: string;
  readonly file: string;
  /** Everything of its containers that klab must leave as it was. */
  containers(this: void): Promise<readonly string[]>;
}

/** Brings a file up. @param services by name, each as in a file */
export async function othersProject(
  project: string,
  services: Readonly<Record<string, object>>,
): Promise<OthersProject> {
  const folder = await mkdtemp(join(tmpdir(), `${project}-`));
  const file = join(folder, 'docker-compose.yml');
  // What is JSON is YAML.
  await writeFile(file, JSON.stringify({ services }));
  const compose = (...args: string[]): Promise<string> =>
    docker('compose', '--file', file, '--project-name', project, ...args);
  const disposable = {
    [Symbol.asyncDispose]: async () => {
      await compose('down', '--volumes', '--timeout', '1');
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await compose('up', '--detach');
  } catch (error) {
    await disposable[Symbol.asyncDispose]();
    throw error;
  }
  return {
    ...disposable,
    project,
    file,
    containers: async () => {
      const format = '{{.ID}} {{.Names}} {{.State}} {{.Networks}}';
      const filter = `label=com.docker.compose.project=${project}`;
      return (await docker('ps', '--all', '--filter', filter, '--format', format)).split('\n').toSorted();
    },
  };
}

/** KRaft brokers with ids from 0, under names of their own, ten ports apart; the first two start again by themselves. */
export function kraftFromZero(firstPort: number): Readonly<Record<string, object>> {
  const names = ['alpha', 'beta', 'gamma'];
  const policies = ['always', 'unless-stopped', 'no'];
  return Object.fromEntries(
    names.map((name, id) => {
      const port = firstPort + 10 * id;
      const environment = {
        KAFKA_NODE_ID: `${id}`,
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_CONTROLLER_QUORUM_VOTERS: names.map((other, voter) => `${voter}@${other}:9093`).join(),
        KAFKA_LISTENERS: `INSIDE://:19092,OUTSIDE://:${port},CONTROLLER://:9093`,
        KAFKA_ADVERTISED_LISTENERS: `INSIDE://${name}:19092,OUTSIDE://localhost:${port}`,
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3',
        KAFKA_HEAP_OPTS: '-Xmx256m',
        CLUSTER_ID: 'MkU3OEVBNTcwNTJENDM2Qk',
      };
      const image = 'apache/kafka:4.3.1';
      return [name, { image, restart: policies[id], ports: [`${port}:${port}`], environment }];
    }),
  );
}

/** A web page that stands beside brokers and publishes a port as they do. */
export function besides(port: number): Readonly<Record<string, object>> {
  const command = ['--config.file=/dev/null', '--storage.tsdb.path=/tmp/data'];
  return { ui: { image: 'prom/prometheus:v2.42.0', command, ports: [`${port}:9090`] } };
}

/** Three ZooKeeper servers and three brokers in the shape of the stacks that many copied, ports moved by an offset. */
export function zooKeeperStack(offset: number): Readonly<Record<string, object>> {
  const numbers = [1, 2, 3];
  const zookeeper = (number: number): object => ({
    image: 'confluentinc/cp-zookeeper:7.9.7',
    hostname: `zoo${number}`,
    ports: [`${2180 + number + offset}:${2180 + number}`],
    environment: {
      ZOOKEEPER_CLIENT_PORT: `${2180 + number}`,
      ZOOKEEPER_SERVER_ID: `${number}`,
      ZOOKEEPER_SERVERS: 'zoo1:2888:3888;zoo2:2888:3888;zoo3:2888:3888',
      KAFKA_HEAP_OPTS: '-Xmx128m',
    },
  });
  const kafka = (number: number): object => {
    const [port, inDocker] = [9091 + number + offset, 29_091 + number + offset];
    return {
      image: 'confluentinc/cp-kafka:7.9.7',
      hostname: `kafka${number}`,
      ports: [`${port}:${port}`, `${inDocker}:${inDocker}`],
      environment: {
        KAFKA_ADVERTISED_LISTENERS: `INTERNAL://kafka${number}:19092,EXTERNAL://\${DOCKER_HOST_IP:-127.0.0.1}:${port},DOCKER://host.docker.internal:${inDocker}`,
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,DOCKER:PLAINTEXT',
        KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
        KAFKA_ZOOKEEPER_CONNECT: 'zoo1:2181,zoo2:2182,zoo3:2183',
        KAFKA_BROKER_ID: `${number}`,
        KAFKA_HEAP_OPTS: '-Xmx256m',
      },
      depends_on: ['zoo1', 'zoo2', 'zoo3'],
    };
  };
  return Object.fromEntries([
    ...numbers.map((number) => [`zoo${number}`, zookeeper(number)]),
    ...numbers.map((number) => [`kafka${number}`, kafka(number)]),
  ]);
}

/** One ZooKeeper server and two brokers on the network of the host, whose ports nobody publishes. */
export function onTheHostsNetwork(firstPort: number): Readonly<Record<string, object>> {
  const zookeeper = `localhost:${firstPort}`;
  const broker = (number: number): object => ({
    image: 'confluentinc/cp-kafka:7.9.7',
    network_mode: 'host',
    environment: {
      KAFKA_BROKER_ID: `${number}`,
      KAFKA_ZOOKEEPER_CONNECT: zookeeper,
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:${firstPort + number}`,
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '2',
    },
  });
  return {
    keeper: {
      image: 'confluentinc/cp-zookeeper:7.9.7',
      network_mode: 'host',
      environment: { ZOOKEEPER_CLIENT_PORT: `${firstPort}` },
    },
    one: broker(1),
    two: broker(2),
  };
}
