/** Makes kafkajs clients with the lab's settings; with its siblings the only place that imports kafkajs. */
import kafkajs from 'kafkajs';
import type {
  Admin,
  AdminConfig,
  Consumer,
  ConsumerConfig,
  Kafka as KafkaClient,
  KafkaConfig,
  Producer,
  ProducerConfig,
} from 'kafkajs';
import { addressesOf, type ClusterAccess } from '../../cluster/access.ts';
import { kafkajsSecurity } from './client-security.ts';
import { registerCodecs } from './mended/register-codecs.ts';
import { labErrorOf } from './error-type.ts';
import { keepMembership } from './mended/keep-membership.ts';
import { keepTimeoutsPositive } from './mended/positive-timeouts.ts';
import { rotateSeeds } from './mended/rotate-seeds.ts';
import { singleUnrefSockets } from './mended/single-unref.ts';
import { stopLateFetchers } from './mended/stop-fetchers.ts';

// Under Node's ES modules kafkajs gives only some of its names as named exports; the default has all.
const { Kafka, logLevel, Partitioners } = kafkajs;

stopLateFetchers();
keepTimeoutsPositive();
registerCodecs();
keepMembership();
rotateSeeds();

export type { Admin, Consumer, KafkaClient, Producer };
export type { EachBatchPayload } from 'kafkajs';

/** How a client of the lab is made. */
export interface ClientOptions {
  /** The brokers to begin with. */
  readonly access: ClusterAccess;
  /** Shows in broker logs and quotas. @default 'klab' */
  readonly clientId?: string;
  /** How long one request may take, in milliseconds. @default 5000 */
  readonly requestTimeoutMs?: number;
  /** Tries after the first one; kafkajs's own default gives up before a ZooKeeper session ends. @default 20 */
  readonly retries?: number;
}

/**
 * How long brokers may take to make a topic, in milliseconds, as every request tells them, and as a client that makes one has
 * to wait. With ZooKeeper the answer waits until every broker knows of it (Kafka 3.9, ZkAdminManager.createTopics), and
 * kafkajs asks once.
 */
export const makingTopicsTimeoutMs = 30_000;

/** As many as kafkajs itself gives a consumer. */
const consumerRetries = 5;

/**
 * kafkajs, asking brokers never to make a topic that is missing.
 * Its producers and consumers ask for that by default, so one that looks at its topic's metadata a moment after the topic
 * was removed would bring it back, empty.
 */
class LabKafka extends Kafka {
  override admin(config?: AdminConfig): Admin {
    const admin = super.admin(config);
    const createTopics: Admin['createTopics'] = (request) =>
      admin.createTopics({ timeout: makingTopicsTimeoutMs, ...request });
    return { ...admin, createTopics };
  }

  override producer(config?: ProducerConfig): Producer {
    return super.producer({ allowAutoTopicCreation: false, ...config });
  }

  /**
   * One that ends when it is told to. kafkajs forgets that while it starts a consumer anew after a crash: where no broker
   * answers, it would go on for ever and keep the process alive.
   */
  override consumer(config?: ConsumerConfig): Consumer {
    let ended = false;
    const retry = { retries: consumerRetries, ...config?.retry, restartOnFailure: async () => !ended };
    // Like kafkajs itself, which takes no group id for granted and says so when it is missing.
    const consumer = super.consumer({ allowAutoTopicCreation: false, ...config, retry } as ConsumerConfig);
    const disconnect = async (): Promise<void> => {
      ended = true;
      await consumer.disconnect();
    };
    return { ...consumer, disconnect };
  }
}

/** A silent kafkajs client: what goes wrong reaches the caller as an error, not the terminal as a log line. */
export function createKafka(options: ClientOptions): KafkaClient {
  const config: KafkaConfig = {
    brokers: [...addressesOf(options.access)],
    clientId: options.clientId ?? 'klab',
    logLevel: logLevel.NOTHING,
    requestTimeout: options.requestTimeoutMs ?? 5_000,
    enforceRequestTimeout: true,
    socketFactory: singleUnrefSockets,
    connectionTimeout: 1_500,
    ...kafkajsSecurity(options.access.security),
    retry: {
      retries: options.retries ?? 20,
      initialRetryTime: 100,
      maxRetryTime: 1_000,
      factor: 0.2,
      multiplier: 1.5,
    },
  };
  return new LabKafka(config);
}

/** The partitioner that Java clients have too; named, so that kafkajs does not print its notice. */
export const defaultPartitioner = Partitioners.DefaultPartitioner;

/**
 * Runs work with a connected admin client and disconnects it on every way out.
 * @param what the work does, and with whom, as it reads after "could not"; said when kafkajs fails.
 * @throws RuntimeError `client` in place of every error of kafkajs: a cluster that is gone is no defect of the lab.
 */
export async function withAdmin<T>(
  kafka: KafkaClient,
  work: (admin: Admin) => Promise<T>,
  what = 'work with the cluster',
): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  } catch (error) {
    throw labErrorOf(error, what);
  }
}
