/** Over files of others only that is laid which they say, or which was set while brokers ran. */
import { describe, expect, it } from 'vitest';
import { diffModels } from '../../../src/diff/diff.ts';
import type { SettingInForce } from '../../../src/diff/in-force.ts';
import { withOthersInForce } from '../../../src/diff/others-in-force.ts';
import { readCompose } from '../../../src/diff/readers/compose.ts';
import { inShort } from '../../support/diff-models.ts';

const service = (id: number): object => ({
  image: 'confluentinc/cp-kafka:7.9.7',
  environment: {
    KAFKA_BROKER_ID: String(id),
    KAFKA_ADVERTISED_LISTENERS: `INSIDE://kafka${id}:9093,OUTSIDE://localhost:9092`,
    KAFKA_NUM_IO_THREADS: '4',
  },
});
const model = readCompose(JSON.stringify({ services: { one: service(1), two: service(2) } }), 'theirs.yml');

const told = (name: string, value: string, source: SettingInForce['source'] = 'static'): SettingInForce => ({
  name,
  value,
  source,
});

function changes(
  names: Readonly<Record<string, string>>,
  inForce: Readonly<Record<string, readonly SettingInForce[]>>,
): readonly string[] {
  const sides = withOthersInForce({ before: model, after: model }, names, new Map(Object.entries(inForce)));
  return inShort(diffModels({ ...sides, labels: ['theirs.yml', 'live'], isLive: true }));
}

describe('what brokers of others say', () => {
  const names = { 'broker-1': 'one', 'broker-2': 'two' };

  it('is no change where their image has written it, or opens what is only advertised', () => {
    const ofImage = [
      told('log.dirs', '/var/lib/kafka/data'),
      told('listeners', 'INSIDE://0.0.0.0:9093,OUTSIDE://0.0.0.0:9092'),
      told('advertised.listeners', 'INSIDE://kafka1:9093,OUTSIDE://localhost:9092'),
      told('num.io.threads', '4'),
      // By Kafka, for eligible leader replicas.
      told('min.insync.replicas', '1', 'dynamic default'),
    ];
    expect(changes(names, { 'broker-1': ofImage })).toEqual([]);
  });

  it('is one where it is otherwise than written, or was set while they ran', () => {
    const set = [
      told('num.io.threads', '6', 'dynamic broker'),
      told('log.cleaner.threads', '2', 'dynamic default'),
    ];
    expect(changes(names, { 'broker-2': set })).toEqual([
      'two: setting log.cleaner.threads none -> 2',
      'two: setting num.io.threads 4 -> 6',
    ]);
  });

  it('is none where a variable is completed when the container starts', () => {
    const text = JSON.stringify({ services: { one: service(1) } }).replace('localhost:9092', '$(HOST):9092');
    const written = readCompose(text, 'theirs.yml');
    const advertised = [told('advertised.listeners', 'INSIDE://kafka1:9093,OUTSIDE://10.0.0.7:9092')];
    const sides = withOthersInForce(
      { before: written, after: written },
      { 'broker-1': 'one' },
      new Map([['broker-1', advertised]]),
    );
    expect(inShort(diffModels({ ...sides, labels: ['theirs.yml', 'live'], isLive: true }))).toEqual([]);
  });

  it('is told of each node by itself where several are made of the same words', () => {
    const shared = { 'broker-1': 'one', 'broker-2': 'one' };
    const own = [told('num.io.threads', '8', 'dynamic broker'), told('num.network.threads', '5')];
    expect(changes(shared, { 'broker-1': [told('num.io.threads', '4')], 'broker-2': own })).toEqual([
      'broker-2: setting num.io.threads 4 -> 8',
    ]);
  });
});
