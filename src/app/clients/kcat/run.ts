/** kcat by the contract of docs/clients.md: it is fed lines, and what it says is made events. What is measured of it is librdkafka's. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { librdkafkaLogin, librdkafkaSettings } from '../../../client/subjects/librdkafka/settings.ts';
import {
  atRate,
  untilTold,
  type ConsumerTask,
  type DueRecord,
  type LibraryTask,
  type ProducerTask,
  type SubjectLibrary,
} from '../../../client/subjects/task.ts';
import { writeWhole } from '../../../files.ts';
import { startPiped } from '../../../runtimes/host/process.ts';
import { readConsumerWord, readProducerWord, readRecord, recordFormat } from './words.ts';

/** Where kcat is, and where files with its settings may lie. */
export interface KcatPlace {
  readonly program: string;
  /** Begins their names. @default there are no settings by which it logs in */
  readonly files?: string | undefined;
}

/** How a key is told from its value in a line. */
const keyEnd = ':';

/**
 * How long a line is, in bytes: kcat reads its input in pieces of 4 KiB and waits until one is full, so that with short lines
 * records would come in bursts of seconds.
 */
const lineBytes = 1_024;

/** A record as kcat is fed it; its key has zeros in front. */
function lineOf({ key, value }: DueRecord): string {
  const rest = `${keyEnd}${value}\n`;
  return `${key.padStart(lineBytes - rest.length, '0')}${rest}`;
}

/** kcat by the contract. */
export function kcatLibrary(place: KcatPlace): SubjectLibrary {
  return {
    runProducer: (task) => runProducer(place, task),
    runConsumer: (task) => runConsumer(place, task),
  };
}

async function runProducer(place: KcatPlace, task: ProducerTask): Promise<void> {
  const { topic, onEvent } = task;
  const common = await argumentsOf(place, task, 'producer');
  // Without -E kcat ends where a library goes on: once it has lost all brokers.
  const own = ['-P', '-E', '-vv', '-t', topic, '-K', keyEnd];
  // Told to end, kcat drops what it has not sent: it is to end by the end of its input.
  const child = startPiped({ command: place.program, args: [...common, ...own] }, true);
  const ended = endOf(child, (line) => readProducerWord(line, topic), task);
  onEvent({ name: 'startup_complete' });
  await Promise.race([ended, atRate(task, (record) => child.stdin.write(lineOf(record)))]);
  // It ends once what it was fed is acknowledged, or given up on.
  child.stdin.end();
  await ended;
  onEvent({ name: 'shutdown_complete' });
}

async function runConsumer(place: KcatPlace, task: ConsumerTask): Promise<void> {
  const { topic, groupId, signal, onEvent } = task;
  const common = await argumentsOf(place, task, 'consumer');
  const own = ['-E', '-u', '-X', 'auto.offset.reset=earliest', '-f', recordFormat, '-G', groupId, topic];
  // Killed with this one, and not after it: kcat leaves its group in order once nobody reads what it writes.
  const child = startPiped({ command: place.program, args: [...common, ...own] }, false);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = readRecord(line, topic);
    if (event !== undefined) onEvent(event);
  });
  const ended = endOf(child, (line) => readConsumerWord(line, topic), task);
  onEvent({ name: 'startup_complete' });
  await Promise.race([ended, untilTold(signal)]);
  child.kill('SIGTERM');
  await ended;
  onEvent({ name: 'shutdown_complete' });
}

/** Until it has ended, telling what it says meanwhile. @throws where it ends by itself, with its last words */
async function endOf(
  child: ChildProcessWithoutNullStreams,
  read: (line: string) => ReturnType<typeof readProducerWord>,
  { signal, onEvent }: LibraryTask,
): Promise<void> {
  let lastWord = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    const event = read(line);
    if (event !== undefined) return onEvent(event);
    lastWord = line.trim() || lastWord;
  });
  // Whoever feeds one that has ended is told of its end instead.
  child.stdin.on('error', () => undefined);
  const [code] = (await once(child, 'close')) as readonly (number | null)[];
  if (!signal.aborted) throw new Error(`kcat ended by itself (${code ?? 'a signal'}): ${lastWord}`);
}

/** Where to begin, and its settings: what is secret stands in files, since everybody can see arguments. */
async function argumentsOf(
  { files }: KcatPlace,
  { bootstrap, properties, security }: LibraryTask,
  role: string,
): Promise<readonly string[]> {
  const settings = Object.entries(librdkafkaSettings(properties));
  // Nothing of a person's own kcat.conf, so that what is measured are librdkafka's defaults.
  const config = files === undefined || security === undefined ? '/dev/null' : `${files}.${role}.conf`;
  if (config !== '/dev/null') {
    const lines: string[] = [];
    for (const [name, value] of Object.entries(librdkafkaLogin(security))) {
      if (!name.endsWith('.pem')) lines.push(`${name}=${value}`);
      else {
        const path = `${config}.${name}`;
        await writeWhole(path, value, { secret: true });
        lines.push(`${name.replace(/\.pem$/, '.location')}=${path}`);
      }
    }
    await writeWhole(config, `${lines.join('\n')}\n`, { secret: true });
  }
  return [
    '-F',
    config,
    '-b',
    bootstrap.join(','),
    ...settings.flatMap(([name, value]) => ['-X', `${name}=${value}`]),
  ];
}
