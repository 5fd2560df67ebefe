/** Data that was kept is gone on with only where Kafka can, and nothing of it can be lost. */
import { describe, expect, it } from 'vitest';
import type { ResolvedTopology } from '../../../src/index.ts';
import { fitOf, levelsIn, readKafkaFiles, type KeptNode } from '../../../src/kafka/kept-data.ts';
import { createTopology } from '../../../topologies/index.ts';

const clusterId = 'TgkCneq_g-zqSJUlCiouaA';

function meta(number: number, id = clusterId): string {
  return `#\n#Thu Nov 26 17:13:13 UTC 2026\nnode.id=${number}\ndirectory.id=ju07FX868nx47OX6TEnL2w\nversion=1\ncluster.id=${id}\n`;
}

function quorum(...voters: readonly number[]): string {
  const currentVoters = voters.map((voterId) => ({ voterId }));
  return JSON.stringify({ clusterId: '', leaderId: 3, leaderEpoch: 1, currentVoters, data_version: 0 });
}

/** Brokers of a quorum, as they leave their data. */
function brokers(numbers: readonly number[], voters: readonly number[], level = 30): readonly KeptNode[] {
  return numbers.map((number) => ({
    id: `broker-${number}`,
    kafka: readKafkaFiles({ meta: meta(number), quorum: quorum(...voters), levels: [7, level] })!,
  }));
}

function topology(name: string, options: Parameters<typeof createTopology>[1] = {}): ResolvedTopology {
  return createTopology(name, options).resolve();
}

const three = brokers([1, 2, 3], [1, 2, 3]);

describe('files', () => {
  it('say mode, number, cluster, voters and level', () => {
    expect(three[1]?.kafka).toEqual({ mode: 'kraft', clusterId, number: 2, voters: [1, 2, 3], level: 30 });
    const zookeeper = 'version=0\nbroker.id=1\ncluster.id=x\n';
    expect(readKafkaFiles({ meta: zookeeper, quorum: '' })).toEqual({
      mode: 'zookeeper',
      clusterId: 'x',
      number: 1,
    });
    expect(readKafkaFiles({ meta: '', quorum: '' })).toBeUndefined();
    // One that has moved from ZooKeeper keeps that file, and has joined a quorum.
    expect(readKafkaFiles({ meta: zookeeper, quorum: quorum(101) })).toMatchObject({ mode: 'kraft' });
    // A quorum that may change has no static voters, and a node that never joined one nothing.
    expect(readKafkaFiles({ meta: meta(1), quorum: '{"data_version":1}' })).not.toHaveProperty('voters');
    expect(readKafkaFiles({ meta: meta(1), quorum: quorum() })).not.toHaveProperty('voters');
  });

  it('have levels behind their name, of features and of registrations', () => {
    const record = (level: number): Buffer =>
      Buffer.from(`\x11metadata.version\0${String.fromCharCode(level)}\0`, 'latin1');
    expect(levelsIn(Buffer.concat([record(30), Buffer.from('metadata.versions'), record(7)]))).toEqual([
      30, 7,
    ]);
    expect(levelsIn(Buffer.from('metadata.version'))).toEqual([]);
  });
});

describe('the same topology', () => {
  it('goes on', () => {
    expect(fitOf(three, topology('multi-broker'), clusterId)).toEqual({});
    expect(fitOf([], topology('multi-broker'), clusterId)).toEqual({});
  });

  it('goes on in a newer Kafka, and not in an older one', () => {
    expect(fitOf(brokers([1, 2, 3], [1, 2, 3], 21), topology('multi-broker'), clusterId)).toEqual({});
    expect(fitOf(three, topology('multi-broker', { kafkaVersion: '3.9.2' }), clusterId).obstacle).toBe(
      'is of Kafka 4.3 (metadata.version 30), and Kafka 3.9.2 was asked for, which reads up to 21',
    );
  });

  it('does not go on in another mode, as another cluster, or as several', () => {
    expect(fitOf(three, topology('multi-zookeeper')).obstacle).toBe(
      'is of KRaft mode, and ZooKeeper mode was asked for',
    );
    expect(fitOf(three, topology('multi-broker'), 'other').obstacle).toBe(
      `is of the cluster ${clusterId}, and other would be started on it`,
    );
    const alien = { id: 'broker-3', kafka: readKafkaFiles({ meta: meta(3, 'alien'), quorum: '' })! };
    expect(fitOf([...three.slice(0, 2), alien], topology('multi-broker')).obstacle).toBe(
      `is of several clusters (${clusterId}, alien)`,
    );
  });
});

describe('another shape', () => {
  it('has fixed voters, where a dynamic quorum was asked for', () => {
    const dynamic: ResolvedTopology = { ...topology('multi-broker'), dynamicQuorum: true };
    expect(fitOf(three, dynamic, clusterId).obstacle).toContain(
      'which klab change --quorum dynamic makes of it',
    );
    const begun = three.map(({ id, kafka }) => {
      const { voters: _, ...rest } = kafka!;
      return { id, kafka: rest };
    });
    expect(fitOf(begun, dynamic, clusterId)).toEqual({});
  });

  it.each([1, 2])('of %i brokers has another quorum', (count) => {
    expect(fitOf(three, topology('multi-broker', { brokers: count }), clusterId).obstacle).toBe(
      'is of a quorum of 3 voters (1, 2, 3), and one of 1 voter (1) was asked for',
    );
  });

  it('with brokers that do not vote goes on, and says which are empty', () => {
    expect(fitOf(three, topology('multi-broker', { brokers: 5 }), clusterId)).toEqual({
      note: 'goes on with the kept data of broker-1, broker-2, broker-3; broker-4, broker-5 are new and empty',
    });
  });

  it('without brokers that have data does not', () => {
    const five = brokers([1, 2, 3, 4, 5], [1, 2, 3]);
    expect(fitOf(five, topology('multi-broker'), clusterId).obstacle).toBe(
      'has broker-4, broker-5 too, which were not asked for',
    );
  });

  it('of the same names with other numbers does not', () => {
    const [first, second, third] = three;
    const swapped = [first!, { ...second!, kafka: third!.kafka! }, { ...third!, kafka: second!.kafka! }];
    expect(fitOf(swapped, topology('multi-broker'), clusterId).obstacle).toBe(
      'has number 3 for broker-2, and 2 was asked for',
    );
  });
});

describe('data without those who knew of it', () => {
  it('is not given to a quorum that is empty', () => {
    const obstacle =
      'has the metadata of 1 of 3 controllers: without a majority of broker-1, broker-2, broker-3';
    expect(fitOf(three.slice(0, 1), topology('multi-broker'), clusterId).obstacle).toContain(obstacle);
    expect(fitOf(three.slice(0, 2), topology('multi-broker'), clusterId)).toEqual({
      note: 'goes on with the kept data of broker-1, broker-2; broker-3 is new and empty',
    });
  });

  it('is not given to another ensemble of ZooKeeper servers', () => {
    const kafka = readKafkaFiles({ meta: 'broker.id=1\ncluster.id=x\n', quorum: '' })!;
    const servers = [1, 2, 3].map((number) => ({ id: `zookeeper-${number}`, zookeeper: number }));
    const kept = [{ id: 'broker-1', kafka }, ...servers];
    expect(fitOf(kept, topology('multi-zookeeper')).obstacle).toBeUndefined();
    expect(fitOf(kept, topology('multi-zookeeper', { zookeepers: 5 })).obstacle).toBe(
      'has the ZooKeeper servers zookeeper-1, zookeeper-2, zookeeper-3, and zookeeper-1, zookeeper-2, zookeeper-3, zookeeper-4, zookeeper-5 were asked for',
    );
    expect(fitOf(kept.slice(0, 1), topology('multi-zookeeper', { zookeepers: 1 })).obstacle).toBe(
      'has no ZooKeeper server, and zookeeper-1 was asked for',
    );
  });
});
