import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../src/errors.ts';
import { kafkaVersions } from '../../../../src/kafka/versions/versions.ts';
import { packageRoot } from '../../../../src/package-root.ts';
import {
  jarLockFrom,
  mavenPath,
  parseCoordinates,
  readJarLock,
} from '../../../../src/runtimes/jars/jar-lock.ts';

describe.each(kafkaVersions)('the lock of Kafka %s', (version) => {
  const { kafka, jars } = readJarLock(version);
  const coordinates = jars.map((jar) => jar.coordinates);

  it('holds a server and one logging backend', () => {
    expect(kafka).toBe(version);
    expect(coordinates).toContain(`org.apache.kafka:kafka_2.13:${version}`);
    expect(
      coordinates.filter((each) => /slf4j-(simple|reload4j)|log4j-slf4j|logback-classic/.test(each)),
    ).toHaveLength(1);
    expect(coordinates.some((each) => each.startsWith('org.apache.zookeeper:zookeeper:'))).toBe(
      version.startsWith('3.'),
    );
  });

  it('is sorted and names no jar twice', () => {
    expect(coordinates).toEqual([...new Set(coordinates)].toSorted());
  });
});

it('a version without a lock is wrong use, and the error names those that have one', () => {
  expect(() => readJarLock('9.9.9')).toThrow(UsageError);
  expect(() => readJarLock('9.9.9')).toThrow(/9\.9\.9.*4\.3\.1, .*3\.9\.2, or lock them: klab lock 9\.9\.9/);
  expect(() => readJarLock('x/../kafka-4.3.1')).toThrow(UsageError);
});

it('coordinates become the path in a repository', () => {
  expect(mavenPath('org.apache.kafka:kafka_2.13:4.3.1')).toBe(
    'org/apache/kafka/kafka_2.13/4.3.1/kafka_2.13-4.3.1.jar',
  );
  expect(mavenPath('io.netty:epoll:4.1:linux-x86_64')).toBe('io/netty/epoll/4.1/epoll-4.1-linux-x86_64.jar');
});

it.each(['a:b', 'a:b:c:d:e', 'a::c', '..:b:c', 'a:b/c:d', 'a:..:c'])(
  '%s is refused as coordinates',
  (text) => {
    expect(() => parseCoordinates(text)).toThrow(text);
  },
);

it.each([
  ['another schema version', { schemaVersion: 2, kafka: '1.0.0', jars: [] }],
  [
    'a short checksum',
    { schemaVersion: 1, kafka: '1.0.0', jars: [{ coordinates: 'a:b:c', size: 1, sha256: 'ff' }] },
  ],
])('a lock with %s is refused', (_what, lock) => {
  expect(() => jarLockFrom(JSON.stringify(lock), 'the lock')).toThrow('the lock');
});

it('the package root is found from the built and from the installed place', async () => {
  const root = await mkdtemp(join(tmpdir(), 'klab-root-'));
  try {
    const installed = join(root, 'node_modules', 'kafka-topology-lab');
    await mkdir(join(installed, 'lib', 'src', 'runtimes', 'local'), { recursive: true });
    await writeFile(join(root, 'package.json'), '{ "name": "someone-elses" }');
    await writeFile(join(installed, 'package.json'), '{ "name": "kafka-topology-lab" }');
    expect(packageRoot(join(installed, 'lib', 'src', 'runtimes', 'local'))).toBe(installed);
    expect(() => packageRoot(root)).toThrow(root);
  } finally {
    await rm(root, { recursive: true });
  }
});
