/** Runs a library as a client that a drill measures, by the flags and the events of docs/clients.md; started by `klab drill --client`. */
import { readFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import type { SubjectLibrary } from '../src/client/subjects/task.ts';
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
  readonly from: string;
}

/** Each is loaded only where it runs: not everybody has it. */
const libraries: Readonly<Record<string, (options: ClientOptions) => Promise<SubjectLibrary>>> = {
  kafkajs: async () => (await import('../src/client/kafkajs/subject/run.ts')).kafkajsLibrary,
  kcat: async ({ from, commandConfig }) =>
    (await import('../src/app/clients/kcat/run.ts')).kcatLibrary({ program: from, files: commandConfig }),
  rdkafka: async ({ from }) =>
    (await import('../src/client/subjects/librdkafka/run.ts')).rdkafkaLibrary(from),
  platformatic: async ({ from }) =>
    await (await import('../src/client/subjects/platformatic/run.ts')).platformaticLibrary(from),
};

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => stop.abort());

const program = new Command('run-client')
  .description(
    'Write or read a topic with a library until it is ended, and tell each event as a line of JSON.',
  )
  .addArgument(new Argument('<library>', 'the library').choices(Object.keys(libraries)))
  .addArgument(new Argument('<role>', 'what it does').choices(['producer', 'consumer']))
  .requiredOption('--bootstrap-server <list>', 'HOST:PORT,…')
  .requiredOption('--topic <topic>', 'the topic')
  .option('--command-config <file>', "settings as Kafka's own clients take them")
  .option('--throughput <n>', 'records a second', '50')
  .option('--value-prefix <text>', 'a value is this, a dot and its number', '0')
  .option('--repeating-keys <n>', 'keys are 0 to N-1 in turn', '1')
  .option('--group-id <group>', 'the group of a consumer', 'klab-subject')
  .option('--from <path>', 'path of a library that klab does not bring, or of the program', '')
  .action(run);

await runProgram(program).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
// A client that has given up may keep timers and connections for long.
process.exit();

async function run(name: string, role: string, options: ClientOptions): Promise<void> {
  const { bootstrapServer, topic, commandConfig, throughput, valuePrefix, repeatingKeys, groupId } = options;
  const library = await libraries[name]?.(options);
  if (library === undefined) throw new Error(`${name} is no library that is run here`);
  const task = {
    bootstrap: bootstrapServer.split(','),
    topic,
    properties: commandConfig === undefined ? {} : readProperties(readFileSync(commandConfig, 'latin1')),
    security:
      commandConfig === undefined
        ? undefined
        : securityOfConfig(clientConfigAt(commandConfig), commandConfig),
    signal: stop.signal,
    onEvent: (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`),
  };
  if (role === 'consumer') return library.runConsumer({ ...task, groupId });
  await library.runProducer({
    ...task,
    throughput: Number(throughput),
    valuePrefix,
    keys: Number(repeatingKeys),
  });
}
