/** Which broker settings a Kafka version documents, and how each can be changed, as its own documentation says. */
import { readFileSync } from 'node:fs';
import { lockedVersions, lockPath } from './locks.ts';
import { kafkaVersions, type KafkaVersion } from './versions.ts';

/**
 * Kafka's three update modes (documentation, "Updating Broker Configs"): only by a restart, in one running broker, or in
 * one broker as well as in all by a default of the cluster.
 */
export type SettingMode = 'read-only' | 'per-broker' | 'cluster-wide';

/** Content of `locks/settings-VERSION.json`, written by `klab lock`. */
export interface SettingLock {
  readonly schemaVersion: 1;
  /** Kafka version, such as `4.3.1`. */
  readonly kafka: string;
  /** Update mode by the setting's name, sorted. */
  readonly settings: Readonly<Record<string, SettingMode>>;
}

const read = new Map<KafkaVersion, SettingLock>();

/** The settings that a locked version documents. */
export function settingLock(version: KafkaVersion): SettingLock {
  const known = read.get(version);
  if (known !== undefined) return known;
  const path = lockPath('settings', version);
  if (path === undefined) throw new Error(`there is no lock of the settings of Kafka ${version}`);
  const lock = JSON.parse(readFileSync(path, 'utf8')) as SettingLock;
  read.set(version, lock);
  return lock;
}

/**
 * Update mode of a setting; undefined for one that Kafka does not document.
 * @param line Kafka's line, such as `3.9`. @default the newest that the lab knows
 */
export function settingMode(name: string, line?: string): SettingMode | undefined {
  const isOfLine = (known: KafkaVersion): boolean => line !== undefined && known.startsWith(`${line}.`);
  // Asked for each setting: of the lab's own lines the disk need not be asked which others there are.
  const version = kafkaVersions.find(isOfLine) ?? lockedVersions().find(isOfLine);
  const { settings } = settingLock(version ?? kafkaVersions[0]);
  // Settings of one listener are written behind its prefix, and change as the setting itself (KIP-103).
  const plain = name.replace(/^listener\.name\.[^.]+\.(?:(?:gssapi|plain|scram-sha-\d+|oauthbearer)\.)?/, '');
  return Object.hasOwn(settings, plain) ? settings[plain] : undefined;
}
