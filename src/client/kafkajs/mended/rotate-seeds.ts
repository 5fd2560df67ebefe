/**
 * Mends how kafkajs 2.2.4 begins (cluster/brokerPool.js): it goes to the next address only where a connection is refused.
 * One that takes connections and closes them, as a forward to a dead broker does, or that says nothing, as a paused broker
 * does, is tried again until no try is left, though others would answer.
 */
import { createRequire } from 'node:module';

interface SeedBroker {
  connect(): Promise<void>;
  readonly connectionPool?: { readonly host: string; readonly port: number };
}

/** The part of kafkajs's BrokerPool that matters here. */
interface BrokerPool {
  seedBroker: SeedBroker;
  createSeedBroker: (this: BrokerPool) => Promise<void>;
}

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/cluster/brokerPool') as { readonly prototype: BrokerPool };
const { KafkaJSConnectionError } = load('kafkajs/src/errors') as {
  readonly KafkaJSConnectionError: new (cause: Error, options: { broker?: string; code?: string }) => Error;
};

/** Lets every client of kafkajs try the next address, whatever kept it from the first. */
export function rotateSeeds(): void {
  const { createSeedBroker: create } = prototype;
  prototype.createSeedBroker = async function createRotating() {
    await create.call(this);
    const { seedBroker } = this;
    const connect = seedBroker.connect.bind(seedBroker);
    seedBroker.connect = async () => {
      try {
        await connect();
      } catch (error) {
        throw isPassing(error) ? refusalOf(error, seedBroker) : error;
      }
    };
  };
}

function isPassing(error: unknown): error is Error {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

function refusalOf(error: Error, { connectionPool }: SeedBroker): Error {
  const broker = connectionPool && `${connectionPool.host}:${connectionPool.port}`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return new KafkaJSConnectionError(error, {
    ...(broker !== undefined && { broker }),
    ...(code !== undefined && { code }),
  });
}
