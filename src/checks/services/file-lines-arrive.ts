/** Smoke check: a file connector reaches RUNNING, and the lines of its file arrive in Kafka. */
import { findService } from '../../kafka/node.ts';
import { deleteConnector, putConnector, untilRunning } from '../../client/services/connect.ts';
import { servicePlace } from '../../client/services/address.ts';
import { CheckFailure, messageOf } from '../../errors.ts';
import { NotYet } from '../../wait.ts';
import { until } from '../kit/awaiting.ts';
import type { CheckContext, SmokeCheck } from '../kit/check.ts';
import { isDebezium } from './followed-table.ts';
import { readTopic } from '../kit/reading.ts';
import { makeTopic } from '../kit/topics.ts';

/** Every image has it, and in it a line with the system's name (os-release(5)). */
const file = '/etc/os-release';
const knownLine = /^NAME=/;

const runTimeoutMs = 60_000;
const strings = 'org.apache.kafka.connect.storage.StringConverter';

/** For images that have no connector of a database; Debezium's own are tried by other checks. */
export const fileLinesArrive: SmokeCheck = {
  name: 'file-lines-arrive',
  service: 'kafka-connect',
  claim: 'A file connector of Kafka Connect reaches RUNNING, and the lines of its file arrive in the topic.',
  timeoutMs: 180_000,
  skipReason({ cluster: { topology } }) {
    const worker = findService(topology, 'kafka-connect');
    if (worker === undefined) return 'needs Kafka Connect: the topology has none';
    if (isDebezium(worker)) return `needs file connectors: ${worker.id} runs ${worker.image}`;
    return undefined;
  },
  run: fileThrough,
};

async function fileThrough(context: CheckContext): Promise<string> {
  const { cluster, topicPrefix, signal } = context;
  const worker = findService(cluster.topology, 'kafka-connect')!;
  const place = servicePlace(worker, cluster.instance.portOffset, signal);
  const { topic } = await makeTopic(context, { suffix: 'file-lines', partitions: 1 });
  const name = `${topicPrefix}-file-lines`;
  const config = {
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
    'tasks.max': '1',
    'key.converter': strings,
    'value.converter': strings,
    file,
    topic,
  };
  context.note(`waiting for connector ${name} to run`);
  try {
    await putConnector(place, { name, config });
    await untilRunning(place, name, runTimeoutMs);
    const look = async (): Promise<readonly string[] | NotYet> => {
      const read = await readTopic(context, { topic, group: 'file-lines' });
      return read.length > 0 ? read.map(({ value }) => value) : new NotYet('none so far');
    };
    const lines = await until(context, `lines of ${file} in ${topic}`, runTimeoutMs, look, 500);
    if (!lines.some((line) => knownLine.test(line)))
      throw new CheckFailure(`${lines.length} lines arrived, none of which names the system: ${lines[0]}`);
    return `${name} runs; ${lines.length} lines of ${file} arrived`;
  } finally {
    await deleteConnector(servicePlace(worker, cluster.instance.portOffset), name).catch((error: unknown) => {
      context.note(`connector ${name} is left: ${messageOf(error)}`);
    });
  }
}
