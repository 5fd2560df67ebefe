/** Runs kafkajs as a client that a drill measures, by the flags and the events of docs/clients.md; started by `klab drill --client kafkajs`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { runConsumer, runProducer, type KafkajsTask } from '../src/client/kafkajs/subject/run.ts';
import { kafkajsSettings } from '../src/client/kafkajs/subject/settings.ts';
import { messageOf } from '../src/errors.ts';
import { readProperties } from '../src/kafka/properties.ts';
import { clientConfigAt, securityOfConfig } from '../src/runtimes/secrets/client-config.ts';
import { runProgram } from './support/run-program.ts';

interface ClientOptions {
  readonly bootstrapServer: string;
  readonly topic: string;
  readonly commandConfig?: string;
  readonly throughput: string;
  readonly valuePrefix: string;
  readonly repeatingKeys: string;
  readonly groupId: string;
}

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => stop.abort());

const program = new Command('run-kafkajs-client')
  .description('Write or read a topic with kafkajs until it is ended, and tell each event as a line of JSON.')
  .argument('<role>', 'producer or consumer')
  .requiredOption('--bootstrap-server <list>', 'HOST:PORT,…')
  .requiredOption('--topic <topic>', 'the topic')
  .option('--command-config <file>', "settings as Kafka's own clients take them")
  .option('--throughput <n>', 'records a second', '50')
  .option('--value-prefix <text>', 'a value is this, a dot and its number', '0')
  .option('--repeating-keys <n>', 'keys are 0 to N-1 in turn', '1')
  .option('--group-id <group>', 'the group of a consumer', 'klab-subject')
  .action(run);

await runProgram(program).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
// A client that has given up may keep timers and connections for long.
process.exit();

async function run(role: string, options: ClientOptions): Promise<void> {
  const { bootstrapServer, topic, commandConfig, throughput, valuePrefix, repeatingKeys, groupId } = options;
  const properties = commandConfig === undefined ? {} : readProperties(readFileSync(commandConfig, 'latin1'));
  const task: KafkajsTask = {
    bootstrap: bootstrapServer.split(','),
    topic,
    settings: kafkajsSettings(properties),
    security:
      commandConfig === undefined
        ? undefined
        : securityOfConfig(clientConfigAt(commandConfig), commandConfig),
    signal: stop.signal,
    onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  };
  if (role === 'consumer') return runConsumer({ ...task, groupId });
  await runProducer({ ...task, throughput: Number(throughput), valuePrefix, keys: Number(repeatingKeys) });
}
