/** How settings can be changed comes from Kafka's own documentation, per version. */
import { describe, expect, it } from 'vitest';
import { settingLock, settingMode } from '../../../../src/kafka/versions/setting-lock.ts';
import { kafkaVersions } from '../../../../src/kafka/versions/versions.ts';

describe.each(kafkaVersions)('the lock of Kafka %s', (version) => {
  it('has the settings of that version', () => {
    const lock = settingLock(version);
    expect(lock).toMatchObject({ schemaVersion: 1, kafka: version });
    expect(Object.keys(lock.settings).length).toBeGreaterThan(200);
    expect(new Set(Object.values(lock.settings))).toEqual(
      new Set(['read-only', 'per-broker', 'cluster-wide']),
    );
  });

  it.each([
    ['process.roles', 'read-only'],
    ['num.io.threads', 'cluster-wide'],
    ['min.insync.replicas', 'cluster-wide'],
    ['ssl.keystore.location', 'per-broker'],
    ['listener.name.internal.ssl.keystore.location', 'per-broker'],
    ['listener.name.internal.scram-sha-256.sasl.jaas.config', 'per-broker'],
  ])('says that %s is %s', (setting, mode) => {
    expect(settingMode(setting, version.split('.').slice(0, 2).join('.'))).toBe(mode);
  });
});

it('knows what a line no longer has, and takes the newest for a line that it does not know', () => {
  expect(settingMode('zookeeper.connect', '3.9')).toBe('read-only');
  expect(settingMode('zookeeper.connect', '4.3')).toBeUndefined();
  expect(settingMode('num.io.threads', '9.9')).toBe('cluster-wide');
  expect(settingMode('shop.teapots')).toBeUndefined();
  expect(settingMode('constructor')).toBeUndefined();
});
