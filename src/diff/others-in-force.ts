/** Lays what brokers of others say of themselves over their files, of which nobody knows all that they stand on: images and mounted files say more. */
import { withSettingsInForce, type SettingInForce } from './in-force.ts';
import { fact, type FactGroup, type TopologyModel } from './model.ts';
import { notOpened } from './readers/listeners.ts';
import { dynamicOrigins } from './rules/live-rules.ts';

/** Both sides. */
export interface Sides {
  readonly before: TopologyModel;
  readonly after: TopologyModel;
}

/**
 * Both sides, with what is in force.
 * @param names what files call a node, by its id; nodes that share a name are made of the same words
 * @param inForce by node id
 */
export function withOthersInForce(
  { before, after }: Sides,
  names: Readonly<Record<string, string>>,
  inForce: ReadonlyMap<string, readonly SettingInForce[]>,
): Sides {
  const isShared = (id: string): boolean =>
    Object.values(names).filter((name) => name === names[id]).length > 1;
  const told = new Map<string, readonly SettingInForce[]>();
  const apart: { readonly from: FactGroup; readonly to: FactGroup }[] = [];
  for (const [id, settings] of inForce) {
    const group = after.groups.find((one) => one.id === names[id]);
    if (group === undefined) continue;
    if (isShared(id)) apart.push(...overridesOf(id, settings, group));
    else told.set(group.id, saidOf(group, settings));
  }
  const laid = withSettingsInForce(after, told);
  return {
    before: { ...before, groups: [...before.groups, ...apart.map(({ from }) => from)] },
    after: { ...laid, groups: [...laid.groups, ...apart.map(({ to }) => to)] },
  };
}

/** What is written of a node, and what was set while it ran: the rest is of its image, or of files that it mounts. */
export function saidOf(
  { facts }: Pick<FactGroup, 'facts'>,
  settings: readonly SettingInForce[],
): readonly SettingInForce[] {
  const listeners = facts.filter(({ kind }) => kind === 'listener').map(({ fields }) => fields);
  // Many files say where listeners are advertised, and leave it to their image to open them.
  const ofListeners: Readonly<Record<string, boolean>> = {
    listeners: listeners.some(({ port }) => port !== notOpened),
    'advertised.listeners': listeners.some(({ advertised }) => advertised !== undefined),
    'listener.security.protocol.map': listeners.some(({ protocol }) => protocol !== undefined),
  };
  const isWritten = ({ name }: SettingInForce): boolean =>
    ofListeners[name] ?? facts.some((one) => one.kind === 'setting' && one.name === name);
  return settings.filter((one) =>
    one.source === 'static' ? isWritten(one) : !isOfElr(one) || isWritten(one),
  );
}

/**
 * Kafka itself writes the default of this one down for the whole cluster, since eligible leader replicas must not depend on
 * what a broker's file says (KIP-966).
 */
function isOfElr({ name, value, source }: SettingInForce): boolean {
  return name === 'min.insync.replicas' && value === '1' && source === 'dynamic default';
}

/** What was set in one of several nodes that are made of the same words: a group of its own, where there is any such. */
function overridesOf(
  id: string,
  settings: readonly SettingInForce[],
  { facts }: FactGroup,
): readonly { readonly from: FactGroup; readonly to: FactGroup }[] {
  const overridden = saidOf({ facts }, settings).filter(
    ({ source }) => source === 'dynamic broker' || source === 'dynamic default',
  );
  if (overridden.length === 0) return [];
  const number = fact('setting', 'node.id', id.replace(/^.*-/, ''));
  const common = [...facts.filter(({ kind }) => kind === 'role'), number];
  const written = facts.filter(
    ({ kind, name }) => kind === 'setting' && overridden.some((one) => one.name === name),
  );
  const group = { id, isNode: true } as const;
  const to = overridden.map(({ name, value, source }) => ({
    ...fact('setting', name, value),
    origin: source === 'dynamic broker' ? dynamicOrigins.broker : dynamicOrigins.default,
  }));
  return [
    { from: { ...group, facts: [...common, ...written] }, to: { ...group, facts: [...common, ...to] } },
  ];
}
