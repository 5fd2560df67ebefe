/** One broker of any Kafka, started by hand: by settings written here, without a mark of the lab's, as a cluster of others is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import { BrokerConnection } from '../../src/client/wire/connection.ts';
import { loggingFlags } from '../../src/kafka/jvm.ts';
import { writeProperties } from '../../src/kafka/properties.ts';
import { kafkaUuidFrom } from '../../src/kafka/uuid.ts';
import type { MetadataMode } from '../../src/kafka/versions/versions.ts';
import { packageRoot } from '../../src/package-root.ts';
import { cacheDir } from '../../src/paths.ts';
import { ensureLockedJars } from '../../src/runtimes/jars/jar-cache.ts';
import type { JarLock } from '../../src/runtimes/jars/jar-lock.ts';
import { NotYet, waitFor } from '../../src/wait.ts';

/** The broker. */
export interface KafkaByHand extends AsyncDisposable {
  readonly address: string;
}

/** Of each version the lock of the lab's own, else of those that tests alone run. */
async function jarsOf(version: string): Promise<readonly string[]> {
  const own = join(packageRoot(), 'locks', `kafka-${version}.json`);
  const other = join(packageRoot(), 'test/support/locks', `kafka-${version}.json`);
  const text = await readFile(own, 'utf8').catch(() => readFile(other, 'utf8'));
  return await ensureLockedJars(JSON.parse(text) as JarLock, { cacheDir: cacheDir() });
}

/**
 * Starts it, with a ZooKeeper server of its own where its metadata is kept there.
 * @param java that runs it: Kafka 2.8 takes 17 at most.
 */
export async function kafkaByHand(version: string, mode: MetadataMode, java: string): Promise<KafkaByHand> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-by-hand-'));
  const [client, other] = [
    await getPort({ port: portNumbers(20_800, 20_849) }),
    await getPort({ port: portNumbers(20_850, 20_899) }),
  ];
  const classPath = (await jarsOf(version)).join(delimiter);
  const run = (name: string, ...main: readonly string[]): ReturnType<typeof spawn> => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    return spawn(
      java,
      ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...loggingFlags, ...main],
      {
        env: { ...process.env, CLASSPATH: classPath },
        stdio: ['ignore', log, log],
      },
    );
  };
  const settings = join(folder, 'server.properties');
  const common = {
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '2000000',
  };
  const processes: ReturnType<typeof spawn>[] = [];
  if (mode === 'zookeeper') {
    await mkdir(join(folder, 'zookeeper'));
    const server = {
      clientPort: `${other}`,
      clientPortAddress: '127.0.0.1',
      dataDir: join(folder, 'zookeeper'),
    };
    await writeFile(
      join(folder, 'zookeeper.properties'),
      writeProperties({ ...server, 'admin.enableServer': 'false' }),
    );
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
    processes.push(run('zookeeper', main, join(folder, 'zookeeper.properties')));
    const way = { 'zookeeper.connect': `127.0.0.1:${other}`, 'broker.id': '7' };
    await writeFile(
      settings,
      writeProperties({ ...common, ...way, listeners: `PLAINTEXT://127.0.0.1:${client}` }),
    );
  } else {
    await writeFile(
      settings,
      writeProperties({
        ...common,
        'process.roles': 'broker,controller',
        'node.id': '7',
        'controller.quorum.voters': `7@127.0.0.1:${other}`,
        'controller.listener.names': 'CONTROLLER',
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        listeners: `PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${other}`,
      }),
    );
    const tool = ['kafka.tools.StorageTool', 'format', '-t', kafkaUuidFrom('by hand'), '-c', settings];
    await once(run('format', ...tool), 'exit');
  }
  processes.push(run('broker', 'kafka.Kafka', settings));
  const kafka: KafkaByHand = {
    address: `127.0.0.1:${client}`,
    async [Symbol.asyncDispose]() {
      const living = processes.filter(({ exitCode }) => exitCode === null);
      const ends = living.map((one) => once(one, 'exit'));
      for (const one of living) one.kill('SIGKILL');
      await Promise.all(ends);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await waitFor({ what: `Kafka ${version} by hand`, timeoutMs: 120_000 }, async () => {
      if (processes.some(({ exitCode }) => exitCode !== null)) {
        throw new Error(await readFile(join(folder, 'broker.log'), 'utf8'));
      }
      try {
        const connection = await BrokerConnection.open(kafka, 1_000);
        await connection.knownVersions(2_000).finally(() => connection.close());
        return true;
      } catch {
        return new NotYet('it does not answer');
      }
    });
    return kafka;
  } catch (error) {
    await kafka[Symbol.asyncDispose]();
    throw error;
  }
}
