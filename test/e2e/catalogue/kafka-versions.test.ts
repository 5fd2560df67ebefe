/** The lab's own requests at real brokers of every line that they are for: by the highest version that both know, and in words where a broker knows none. */
import { describe, expect, it } from 'vitest';
import type { BrokerAccess } from '../../../src/cluster/access.ts';
import { isWithZooKeeper, lineOf } from '../../../src/kafka/clients/kafka-lines.ts';
import { placeTopic, removeTopic } from '../../../src/client/topics/placed-topic.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { apis, sharedVersion } from '../../../src/client/wire/apis.ts';
import { LeaderRefusal } from '../../../src/client/wire/codec/leader-answer.ts';
import { BrokerConnection } from '../../../src/client/wire/connection.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { describeQuorum } from '../../../src/client/wire/describe-quorum.ts';
import { electPreferredLeaders } from '../../../src/client/wire/elect-leaders.ts';
import { fetchMetadata } from '../../../src/client/wire/fetch-metadata.ts';
import { fetchRecords } from '../../../src/client/wire/fetch-records.ts';
import { fetchEndOffset } from '../../../src/client/wire/list-offsets.ts';
import { initProducerId, produceOne } from '../../../src/client/wire/produce.ts';
import { leadToSameBroker } from '../../../src/client/wire/same-broker.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { javasHere } from '../../support/javas.ts';
import { kafkaByHand } from '../../support/kafka-by-hand.ts';

const timeoutMs = 10_000;
// Kafka 2.8 does not run on the newest.
const java = (await javasHere()).at(-1)!.path;

describe.each([
  { version: '2.8.2', mode: 'zookeeper', line: '2.8', quorum: undefined, cluster: 0 },
  { version: '3.3.2', mode: 'kraft', line: '3.3', quorum: 1, cluster: 0 },
  { version: '3.9.2', mode: 'zookeeper', line: '3.9', quorum: undefined, cluster: 1 },
  { version: '3.9.2', mode: 'kraft', line: '3.9', quorum: 2, cluster: 1 },
  { version: '4.3.1', mode: 'kraft', line: '4.3', quorum: 2, cluster: 2 },
] as const)('Kafka $version with $mode', ({ version, mode, line, quorum, cluster }) => {
  it('is asked, written to and read from', async () => {
    await using kafka = await kafkaByHand(version, mode, java);
    const broker: BrokerAccess = { number: 7, id: 'broker-7', address: kafka.address, listeners: {} };
    const access = { brokers: [broker] };
    const connection = await BrokerConnection.open(kafka, timeoutMs);
    const known = await connection.knownVersions(timeoutMs);
    const newest = (key: number): number | undefined => known.get(key)?.newest;
    expect([lineOf(newest), isWithZooKeeper(newest)]).toEqual([line, mode === 'zookeeper']);
    expect(sharedVersion(apis.describeCluster, known)).toBe(cluster);
    expect(sharedVersion(apis.describeQuorum, known)).toBe(quorum);

    const brokers = [{ number: 7, address: kafka.address }];
    // With ZooKeeper a broker answers before it knows of itself.
    const described = await waitFor({ what: 'a controller', timeoutMs: 30_000 }, async () => {
      const told = await describeBroker(kafka, timeoutMs);
      return told.controller === 7 ? told : new NotYet(`it is ${told.controller}`);
    });
    expect(described).toMatchObject({ brokers });
    const said = await describeQuorum(kafka, timeoutMs).then(
      ({ leaderId, voters }) => `${leaderId} leads ${voters.join()}`,
      (error: unknown) => String(error),
    );
    const untold = 'the broker does not know DescribeQuorum, which Kafka has since 3.3 with KRaft';
    expect(said).toContain(mode === 'kraft' ? '7 leads 7' : untold);

    const [topic, partition] = ['klab-versions', 0];
    await withAdmin(createKafka({ access, requestTimeoutMs: 30_000 }), (admin) =>
      placeTopic(admin, { topic, replicas: [[7]] }),
    );
    await waitFor({ what: 'a leader', timeoutMs: 30_000 }, async () => {
      const [found] = (await fetchMetadata(connection, [topic], timeoutMs)).topics;
      return found?.partitions[0]?.leader === 7 ? true : new NotYet('there is none');
    });
    const producer = await waitFor({ what: 'a coordinator of transactions', timeoutMs: 60_000 }, () =>
      initProducerId(connection, timeoutMs).catch((error: unknown) => {
        if (!(error instanceof LeaderRefusal)) throw error;
        return new NotYet(error.kind);
      }),
    );
    const record = {
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      timestampMs: Date.now(),
      producer,
      sequence: 0,
    };
    const asked = {
      topic,
      partition,
      record,
      acks: 'all',
      replicationTimeoutMs: timeoutMs,
      timeoutMs,
    } as const;
    expect(await produceOne(connection, asked)).toBe(0);
    const read = await fetchRecords(connection, { topic, partition, offset: 0, timeoutMs });
    expect(read.records.map(({ value }) => value.toString())).toEqual(['v']);
    expect(await fetchEndOffset(connection, { topic, partition }, timeoutMs)).toBe(1);
    expect(await leadToSameBroker(kafka, kafka)).toBe(true);
    await electPreferredLeaders(access);
    await removeTopic(access, topic, timeoutMs);
    connection.close();
  }, 240_000);
});
