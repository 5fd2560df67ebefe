/** Lays what running brokers say of themselves over what their containers or files say. */
import { fact, type Fact, type FactGroup, type FactKind, type TopologyModel } from './model.ts';
import type { Target } from '../kafka/node.ts';
import { listenerFacts, listenerSettings } from './readers/listeners.ts';
import { dynamicOrigins } from './rules/live-rules.ts';
import { quorumSoughtSetting } from '../kafka/settings.ts';

/** A setting as a running broker has it. */
export interface SettingInForce {
  readonly name: string;
  readonly value: string;
  /** From where, in Kafka's words. */
  readonly source: 'dynamic broker' | 'dynamic default' | 'static' | 'default';
}

/** What a running cluster does not tell of its files, by target: how a node is watched, and what only compose reads. */
export const untoldByLive: Readonly<Record<Target, readonly FactKind[]>> = {
  compose: ['form', 'health'],
  kubernetes: [],
  local: ['form', 'health', 'port'],
};

/** Marks what a file or a template says already, and a running node does not have yet. */
export const atNextStart = 'at next start';

const origins = {
  'dynamic broker': dynamicOrigins.broker,
  'dynamic default': dynamicOrigins.default,
  static: undefined,
} as const;

/** The model with the settings in force; nodes that nobody asked stay as their files say. */
export function withSettingsInForce(
  model: TopologyModel,
  inForce: ReadonlyMap<string, readonly SettingInForce[]>,
): TopologyModel {
  const groups = model.groups.map((group) => {
    const settings = inForce.get(group.id);
    return settings === undefined ? group : overlaid(group, settings);
  });
  return { ...model, groups };
}

function overlaid(group: FactGroup, told: readonly SettingInForce[]): FactGroup {
  // Where a broker was told to look for the quorum when it started differs wherever voters have come or gone since.
  const inForce = told.filter(({ name }) => name !== quorumSoughtSetting);
  const asked = new Map(inForce.map((setting) => [setting.name, setting]));
  const chosen = inForce.filter(({ source }) => source !== 'default');
  const running = new Map([...settingFacts(chosen), ...listenersOf(chosen)].map((one) => [keyOf(one), one]));
  const kept = group.facts.map((written): Fact => {
    const key = keyOf(written);
    const now = running.get(key) ?? byDefault(written, asked);
    running.delete(key);
    return now === undefined ? written : merged(now, written);
  });
  const byHand = [...running.values()].filter((one) => !isSynonym(one, chosen));
  return { ...group, facts: [...kept, ...byHand] };
}

function settingFacts(settings: readonly SettingInForce[]): readonly Fact[] {
  return settings
    .filter(({ name }) => !listenerSettings.includes(name))
    .map(({ name, value, source }) => {
      const origin = source === 'default' ? undefined : origins[source];
      return { ...fact('setting', name, value), ...(origin !== undefined && { origin }) };
    });
}

function listenersOf(settings: readonly SettingInForce[]): readonly Fact[] {
  return listenerFacts(Object.fromEntries(settings.map(({ name, value }) => [name, value])));
}

/** Kafka gives `node.id` and `broker.id` the same value where only one is written (KafkaConfig.populateSynonyms). */
function isSynonym({ name, fields }: Fact, inForce: readonly SettingInForce[]): boolean {
  const ids = inForce.filter((setting) => setting.name === 'node.id' || setting.name === 'broker.id');
  return (
    ids.length === 2 &&
    ids.some((id) => id.name === name) &&
    ids.every(({ value }) => value === fields['value'])
  );
}

/** A setting that is written down while the broker has the default: it was written after the broker started. */
function byDefault(written: Fact, asked: ReadonlyMap<string, SettingInForce>): Fact | undefined {
  if (written.kind !== 'setting') return undefined;
  const now = asked.get(written.name);
  return now?.source === 'default' && now.value !== written.fields['value']
    ? fact('setting', written.name, now.value)
    : undefined;
}

/** A value that is completed when a broker starts: from a file (`config.providers`), or by Kubernetes from other variables. */
const fromElsewhere = /\$\{[^${}:]+:[^${}]*\}|\$\([\w.-]+\)/;

/** What is in force, and beside it what will be where that differs. A dynamic value wins over any file for good. */
function merged(now: Fact, written: Fact): Fact {
  if (now.origin !== undefined) return now;
  if (fromElsewhere.test(written.fields['value'] ?? '')) return written;
  const fields = Object.entries(written.fields);
  const completed = fields.filter(([, value]) => fromElsewhere.test(value));
  const later = fields
    .filter(([field, value]) => now.fields[field] !== value && !fromElsewhere.test(value))
    .map(([field, value]) => [field === 'value' ? atNextStart : `${field} ${atNextStart}`, value]);
  return { ...now, fields: { ...now.fields, ...Object.fromEntries([...completed, ...later]) } };
}

function keyOf({ kind, name }: Fact): string {
  return `${kind} ${name}`;
}
