import { describe, expect, it } from 'vitest';
import {
  judgeRegistration,
  type BrokerObservation,
} from '../../../../src/checks/kafka/brokers-registered.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const brokers = [1, 2, 3].map((number) => ({ number, address: `127.0.0.1:${9091 + number}` }));

function healthy(): BrokerObservation[] {
  return [1, 2, 3].map((number) => ({
    broker: `broker-${number}`,
    address: `127.0.0.1:${9091 + number}`,
    answer: { clusterId: 'the-id', controller: number, brokers },
    controller: 2,
    voters: [1, 2, 3],
  }));
}

function judge(change: (seen: BrokerObservation[]) => BrokerObservation[]): string[] {
  return judgeRegistration(topology, 'the-id', change(healthy()));
}

describe('registered brokers', () => {
  it('are right when all agree', () => {
    expect(judge((seen) => seen)).toEqual([]);
  });

  it.each<[string, (seen: BrokerObservation[]) => BrokerObservation[], string[]]>([
    [
      'a broker that does not answer',
      ([a, b]) => [a!, b!, { broker: 'broker-3', address: '127.0.0.1:9094', error: 'connection refused' }],
      ['broker-3 (127.0.0.1:9094) does not answer: connection refused'],
    ],
    [
      'a broker that does not list another',
      ([a, ...rest]) => [{ ...a!, answer: { ...a!.answer!, brokers: brokers.slice(0, 2) } }, ...rest],
      ['broker-1 (127.0.0.1:9092) does not list broker 3'],
    ],
    [
      'a broker too many',
      ([a, ...rest]) => [
        { ...a!, answer: { ...a!.answer!, brokers: [...brokers, { number: 9, address: 'x:1' }] } },
        ...rest,
      ],
      ['broker-1 (127.0.0.1:9092) lists broker 9, which the topology does not have'],
    ],
    [
      'a broker of another cluster',
      ([a, ...rest]) => [{ ...a!, answer: { ...a!.answer!, clusterId: 'other' } }, ...rest],
      [
        'broker-1 (127.0.0.1:9092) is in cluster other, not the-id',
        'brokers are in 2 clusters: other, the-id',
      ],
    ],
    [
      'brokers that name different controllers',
      ([a, ...rest]) => [{ ...a!, controller: 1 }, ...rest],
      ['brokers name different controllers: 1, 2'],
    ],
    [
      'no controller',
      (seen) => seen.map((one) => ({ ...one, controller: -1 })),
      ['there is no active controller'],
    ],
    [
      'a controller from nowhere',
      (seen) => seen.map((one) => ({ ...one, controller: 101 })),
      ['the controller is 101, not one of 1, 2, 3'],
    ],
    [
      'a quorum of other voters',
      ([a, ...rest]) => [{ ...a!, voters: [1, 2] }, ...rest],
      ['broker-1 names the voters 1, 2, not 1, 2, 3'],
    ],
    [
      'a quorum that a broker cannot describe',
      ([a, ...rest]) => [
        { broker: a!.broker, address: a!.address, answer: a!.answer!, error: 'no answer' },
        ...rest,
      ],
      ['broker-1 (127.0.0.1:9092): no answer'],
    ],
  ])('show %s', (_, change, problems) => {
    expect(judge(change)).toEqual(problems);
  });

  it('may be led by any broker with ZooKeeper, and have no voters', () => {
    const seen = healthy().map(({ broker, address, answer }) => ({
      broker,
      address,
      answer: answer!,
      controller: 3,
    }));
    expect(judgeRegistration(resolved('multi-zookeeper'), undefined, seen)).toEqual([]);
  });
});
