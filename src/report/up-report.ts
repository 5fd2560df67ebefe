/** What a person needs next once a cluster is up: addresses, and lines to paste. */
import pc from 'picocolors';
import { brokersOf, listenersOn, type Reach } from '../kafka/node.ts';
import type { RunningCluster } from '../runtimes/runtime.ts';
import { humanDuration } from './table.ts';

/** The closing lines of `klab up`. */
export function upReport({ bootstrap, instance, topology }: RunningCluster, durationMs: number): string {
  const name = instance.portOffset === 0 ? topology.name : instance.id;
  const rows: (readonly [string, string])[] = [
    ['host', bootstrap.join(',')],
    ...addressRows(instance.runtime === 'local' ? [] : [['containers', 'cluster']], { instance, topology }),
    ['kafkajs', `new Kafka({ brokers: [${bootstrap.map((address) => `'${address}'`).join(', ')}] })`],
    ['Kafka CLI', `kafka-topics.sh --bootstrap-server ${bootstrap[0] ?? ''} --describe`],
    ['next', `klab status ${name} | klab smoke ${name} | klab drill ${name} kill-leader | klab down ${name}`],
  ];
  return [
    `${pc.green('✔')} ${pc.bold(instance.id)} is ready after ${humanDuration(durationMs)} (Kafka ${topology.kafkaVersion})`,
    ...rows.map(([label, value]) => `  ${pc.dim(label.padEnd(10))} ${value}`),
  ].join('\n');
}

function addressRows(
  reaches: readonly (readonly [string, Reach])[],
  { instance, topology }: Pick<RunningCluster, 'instance' | 'topology'>,
): (readonly [string, string])[] {
  return reaches.map(([label, reach]) => [
    label,
    brokersOf(topology)
      .flatMap((broker) =>
        listenersOn(broker, instance.runtime)
          .filter((listener) => listener.reach === reach)
          .map((listener) => `${broker.id}:${listener.port}`),
      )
      .join(','),
  ]);
}
