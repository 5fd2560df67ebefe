/** Files of others beside what brokers alone say. */
import { describe, expect, it } from 'vitest';
import { sidesByKafka } from '../../../../src/app/diff/by-kafka.ts';
import { diffModels } from '../../../../src/diff/diff.ts';
import type { SettingInForce } from '../../../../src/diff/in-force.ts';
import { inShort } from '../../../support/diff-models.ts';

const file = `
services:
  zoo: { image: 'confluentinc/cp-zookeeper:7.9.7', environment: { ZOOKEEPER_CLIENT_PORT: 2181 } }
  kafka1:
    image: confluentinc/cp-kafka:7.9.7
    env_file: common.env
    environment:
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zoo:2181
      KAFKA_ADVERTISED_LISTENERS: OUTSIDE://localhost:\${PORT}
      KAFKA_SSL_KEY_PASSWORD: secret
      KAFKA_NUM_IO_THREADS: 8
`;
const beside: Readonly<Record<string, string>> = {
  'common.env': 'KAFKA_MIN_INSYNC_REPLICAS=2\n',
  '.env': 'PORT=9092\n',
};

const inForce = (change: Readonly<Record<string, string>> = {}): readonly SettingInForce[] => [
  { name: 'broker.id', value: '1', source: 'static' },
  { name: 'zookeeper.connect', value: 'zoo:2181', source: 'static' },
  { name: 'advertised.listeners', value: 'OUTSIDE://localhost:9092', source: 'static' },
  { name: 'listeners', value: 'OUTSIDE://0.0.0.0:9092', source: 'static' },
  { name: 'min.insync.replicas', value: change['min.insync.replicas'] ?? '2', source: 'static' },
  // Written as it is by default: a broker cannot tell the one from the other for certain.
  { name: 'num.io.threads', value: '8', source: 'default' },
  { name: 'log.dirs', value: '/data', source: 'static' },
];

function found(brokers: Readonly<Record<string, readonly SettingInForce[]>>): readonly string[] {
  const files = { files: new Map([['theirs.yml', file]]), readBeside: (path: string) => beside[path] };
  const { before, after } = sidesByKafka(files, new Map(Object.entries(brokers)), 'theirs.yml');
  return inShort(diffModels({ before, after, labels: ['theirs.yml', 'live:theirs'], isLive: true }));
}

describe('a cluster that is known by its addresses alone', () => {
  it('differs in nothing where its brokers have what the file says, with all that it refers to', () => {
    expect(found({ 'broker-1': inForce() })).toEqual([]);
  });

  it('differs where a broker has something else, and where there is one more', () => {
    expect(found({ 'broker-1': inForce({ 'min.insync.replicas': '1' }), 'broker-7': inForce() })).toEqual([
      'broker-7: node broker-7 none -> broker',
      'kafka1: setting min.insync.replicas 2 -> 1',
    ]);
  });

  it('is not compared with the file of another', () => {
    expect(() => found({ 'broker-9': inForce() })).toThrow(
      'theirs.yml has no broker with a number that answers here (9); name the file of this cluster',
    );
  });
});
