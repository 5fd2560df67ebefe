/** Clients that lie, to see that a check notices. */
import type { ClusterAccess } from '../../src/cluster/access.ts';
import type { KafkaFactory } from '../../src/checks/kit/check.ts';
import {
  createKafka,
  type Consumer,
  type EachBatchPayload,
  type Producer,
} from '../../src/client/kafkajs/kafka.ts';

type Send = Producer['send'];
type Message = Parameters<Send>[0]['messages'][number];

/** What to break; everything else works. */
export interface Sabotage {
  /** Changes what is really sent; the check is told that all was. */
  readonly messages?: (messages: readonly Message[]) => readonly Message[];
  /** Sends with acks=1 what asks for acks=all. */
  readonly weakAcks?: boolean;
  /** Takes records away before a consumer sees them. */
  readonly loses?: (value: string) => boolean;
  /** Makes every consumer read what is not committed. */
  readonly readsUncommitted?: boolean;
}

/** A client factory for these brokers with something broken. */
export function sabotaged(access: ClusterAccess, sabotage: Sabotage): KafkaFactory {
  return (options) => {
    const client = createKafka({ access, ...options });
    return {
      admin: (config) => client.admin(config),
      logger: () => client.logger(),
      producer: (config) => lyingProducer(client.producer(config), sabotage),
      consumer: (config) => {
        const isolation = sabotage.readsUncommitted ? { readUncommitted: true } : {};
        return forgetfulConsumer(client.consumer({ ...config, ...isolation }), sabotage);
      },
    };
  };
}

function lyingProducer(
  producer: Producer,
  { messages: change = (all) => all, weakAcks = false }: Sabotage,
): Producer {
  return {
    ...producer,
    async send(record) {
      const messages = [...change(record.messages)];
      const acks = weakAcks && record.acks === -1 ? { acks: 1 } : {};
      return messages.length === 0 ? [] : producer.send({ ...record, ...acks, messages });
    },
  };
}

function forgetfulConsumer(consumer: Consumer, { loses }: Sabotage): Consumer {
  if (loses === undefined) return consumer;
  return {
    ...consumer,
    run: (config) =>
      consumer.run({
        ...config,
        async eachBatch(payload: EachBatchPayload) {
          const { batch } = payload;
          const messages = batch.messages.filter(({ value }) => !loses(value?.toString() ?? ''));
          // The batch keeps its methods, which live on its prototype.
          await config?.eachBatch?.({ ...payload, batch: Object.assign(Object.create(batch), { messages }) });
        },
      }),
  };
}
