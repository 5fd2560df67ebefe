/** Whether the brokers let a drill's clients in at all, asked before anything is made: a refusal in the middle costs the whole drill. */
import { lowest } from '../../client/kafkajs/client-limits.ts';
import { settingsOfBrokers, type BrokerValues } from '../../client/kafkajs/settings-in-force.ts';
import { UsageError } from '../../errors.ts';
import { brokersOf } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillSettings } from './settings.ts';

/** Room for key, batch and request around a record's value, in bytes. */
const aroundRecordBytes = 1_000;

/** What the brokers are set to. @throws UsageError with the setting that shuts a client of the drill out. */
export async function brokersAllow(
  cluster: RunningCluster,
  settings: DrillSettings,
): Promise<readonly BrokerValues[]> {
  const numbers = brokersOf(cluster.topology).map(({ number }) => number);
  const brokers = [...(await settingsOfBrokers(cluster, numbers)).values()];
  const [problem] = refusals(brokers, settings);
  if (problem !== undefined) throw new UsageError(problem);
  return brokers;
}

/** Why brokers that are set like this let no client of the drill in, in words; empty where they do. */
export function refusals(
  brokers: readonly BrokerValues[],
  { consumers, recordBytes, partitions }: DrillSettings,
): readonly string[] {
  const members = lowest(brokers, 'group.max.size');
  const request = lowest(brokers, 'socket.request.max.bytes');
  const connections = lowest(brokers, 'max.connections.per.ip');
  // A writer and a reader for each partition, whoever watches, and a few clients beside them.
  const needed = 2 * partitions + 2 * consumers + 6;
  return [
    ...(consumers > members
      ? [
          `a group of ${consumers} consumers is not possible: the brokers have group.max.size=${members}; use --consumers ${members}, or raise it`,
        ]
      : []),
    ...(recordBytes + aroundRecordBytes > request
      ? [
          `a record of ${recordBytes} bytes is not possible: the brokers have socket.request.max.bytes=${request}; use smaller records, or raise it`,
        ]
      : []),
    ...(needed > connections
      ? [
          `some ${needed} connections to a broker are not possible: the brokers have max.connections.per.ip=${connections}; use fewer partitions and consumers, or raise it`,
        ]
      : []),
  ];
}
