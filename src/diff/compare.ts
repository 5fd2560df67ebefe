/** Finds what differs between two models: a pure function, and blind to order. */
import { isTargetSpecific, reasonToDiffer } from '../kafka/target-specific-settings.ts';
import type { Difference, TargetDifference } from './changes.ts';
import { neutralKinds, roleOf, type Fact, type FactGroup, type TopologyModel } from './model.ts';
import { kindGroup, namespaceGroup } from './readers/kubernetes.ts';
import { escaped } from '../words.ts';

/** What differs, and what differs only because the targets do. */
export interface Differences {
  readonly differences: readonly Difference[];
  readonly byTarget: readonly TargetDifference[];
}

/** How two values are compared. */
export interface CompareOptions {
  /** Compose completes variables when a file is run: what runs then has any value in their place. @default false */
  readonly isLive?: boolean;
}

/** All differences, ordered by node and kind. */
export function compareModels(
  before: TopologyModel,
  after: TopologyModel,
  options: CompareOptions = {},
): Differences {
  const scope = scopeOf(before, after, options);
  const [old, fresh] = [groupsOf(before, scope), groupsOf(after, scope)];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].toSorted(byId(old, fresh));
  const byTarget = new Map<string, Set<string>>();
  const differences = ids.flatMap((id): readonly Difference[] => {
    const [from, to] = [old.get(id), fresh.get(id)];
    if (from === undefined) return wholeGroup(to, 'added');
    if (to === undefined) return wholeGroup(from, 'removed');
    return compareFacts(from, to, scope, (setting) => {
      byTarget.set(setting, (byTarget.get(setting) ?? new Set()).add(id));
    });
  });
  return {
    differences,
    byTarget: [...byTarget].map(([setting, nodes]) => asTargetDifference(setting, nodes)),
  };
}

/** What is compared at all, and how. */
interface Scope {
  readonly sameTarget: boolean;
  readonly isCompared: (fact: Fact) => boolean;
  /** Groups that are compared only where both sides have them. */
  readonly missing: ReadonlySet<string>;
  readonly isSame: (before: string, after: string) => boolean;
}

function scopeOf(before: TopologyModel, after: TopologyModel, { isLive = false }: CompareOptions): Scope {
  const sameTarget = before.target === after.target;
  const untold = new Set([...(before.untold ?? []), ...(after.untold ?? [])]);
  // An id that klab derives from the name of an instance says nothing between instances.
  if (before.name !== after.name || isLive) untold.add('cluster id');
  // The image says it on one target, and says more.
  if (sameTarget) untold.add('version');
  // A role follows from settings, which say more.
  untold.add('role');
  const isTold = ({ kind }: Fact): boolean => !untold.has(kind);
  // A namespace of somebody's own is not made by klab, and so is none of the cluster's objects.
  const shared = isLive ? [kindGroup, namespaceGroup] : [kindGroup];
  const has = ({ groups }: TopologyModel, id: string): boolean => groups.some((group) => group.id === id);
  return {
    sameTarget,
    isCompared: sameTarget ? isTold : (one) => neutralKinds.includes(one.kind) && isTold(one),
    missing: new Set(shared.filter((id) => !has(before, id) || !has(after, id))),
    isSame: isLive ? fitsLive : (a, b) => a === b,
  };
}

/** `${NAME:-default}` in what was rendered is anything in what runs. */
function fitsLive(rendered: string, live: string): boolean {
  if (rendered === live) return true;
  if (!rendered.includes('${')) return false;
  const literal = rendered.split(/\$\{[^}]*\}/).map(escaped);
  return new RegExp(`^${literal.join('.*')}$`).test(live);
}

function groupsOf(
  model: TopologyModel,
  { sameTarget, missing, isCompared }: Scope,
): ReadonlyMap<string, FactGroup> {
  const compared = model.groups.filter(({ id, isNode, facts }) => {
    if (isNode) return true;
    // What one side tells nothing of, such as networks, is not gone.
    const isTold = facts.length === 0 || facts.some(isCompared);
    return sameTarget && isTold && !missing.has(id);
  });
  return new Map(compared.map((group) => [group.id, group]));
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** Nodes first, in the order of their numbers; then resources. */
function byId(
  old: ReadonlyMap<string, FactGroup>,
  fresh: ReadonlyMap<string, FactGroup>,
): (a: string, b: string) => number {
  const isNode = (id: string): boolean => (fresh.get(id) ?? old.get(id))?.isNode === true;
  return (a, b) => Number(isNode(b)) - Number(isNode(a)) || byNumber.compare(a, b);
}

/** A node or resource that only one side has: one change, whatever it consists of. */
function wholeGroup(group: FactGroup | undefined, action: 'added' | 'removed'): readonly Difference[] {
  if (group === undefined) return [];
  const { id, isNode } = group;
  const [kind, what] = isNode ? (['node', roleOf(group)] as const) : (['resource', ''] as const);
  // A volume or network that only names itself comes and goes with the nodes that use it.
  if (!isNode && group.facts.length === 0 && /^(network|volume) /.test(id)) return [];
  const value = action === 'added' ? { after: what } : { before: what };
  return [{ group: id, isNode, kind, name: id, action, ...(what !== '' && value) }];
}

function compareFacts(
  before: FactGroup,
  after: FactGroup,
  scope: Scope,
  onTargetSpecific: (setting: string) => void,
): readonly Difference[] {
  const old = factsOf(before, scope);
  const fresh = factsOf(after, scope);
  return [...new Set([...old.keys(), ...fresh.keys()])].toSorted().flatMap((key) => {
    const [from, to] = [old.get(key), fresh.get(key)];
    const found = differencesOf(from, to, scope).map((difference) => ({
      group: after.id,
      isNode: after.isNode,
      ...difference,
    }));
    if (scope.sameTarget) return found;
    return found.filter((difference) => {
      const setting = targetSpecific(difference);
      if (setting !== undefined) onTargetSpecific(setting);
      return setting === undefined;
    });
  });
}

function factsOf({ facts }: FactGroup, { isCompared }: Scope): ReadonlyMap<string, Fact> {
  return new Map(facts.filter(isCompared).map((one) => [`${one.kind} ${one.name}`, one]));
}

function differencesOf(
  from: Fact | undefined,
  to: Fact | undefined,
  { isSame }: Scope,
): readonly Omit<Difference, 'group' | 'isNode'>[] {
  const some = to ?? from;
  if (some === undefined) return [];
  const { kind, name } = some;
  const origin = to?.origin === undefined ? {} : { origin: to.origin };
  if (from === undefined) return [{ kind, name, action: 'added', after: inWords(some), ...origin }];
  if (to === undefined) return [{ kind, name, action: 'removed', before: inWords(some) }];
  const fields = [...new Set([...Object.keys(from.fields), ...Object.keys(to.fields)])]
    // Where a listener is bound goes with its port.
    .filter(
      (field) => kind !== 'listener' || field !== 'address' || (field in from.fields && field in to.fields),
    )
    .toSorted();
  return fields.flatMap((field) => {
    const [before, after] = [from.fields[field], to.fields[field]];
    if (before === after || (before !== undefined && after !== undefined && isSame(before, after))) return [];
    return [
      {
        kind,
        name,
        ...(field !== 'value' && { field }),
        action: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        ...origin,
      } as const,
    ];
  });
}

/** A whole fact in a few words: `port 9092, protocol PLAINTEXT`. */
function inWords({ fields }: Fact): string {
  const { value, ...others } = fields;
  const words = Object.entries(others).map(([name, text]) => `${name} ${text}`);
  return [...(value === undefined ? [] : [value]), ...words].join(', ');
}

/** The setting of the table that a difference between targets belongs to; undefined where it must not differ. */
function targetSpecific({ kind, name, field, action }: Omit<Difference, 'group'>): string | undefined {
  if (kind === 'setting' && isTargetSpecific(name)) return name.replace(/^(server)\.\d+$/, '$1.N');
  if (kind !== 'listener') return undefined;
  // A listener as a whole is on the targets that the topology says.
  if (field === undefined) return action === 'changed' ? undefined : 'listener.security.protocol.map';
  if (field === 'address') return 'listeners';
  return field === 'advertised' ? 'advertised.listeners' : undefined;
}

function asTargetDifference(setting: string, nodes: ReadonlySet<string>): TargetDifference {
  const reason = reasonToDiffer(setting === 'server.N' ? 'zookeeper.connect' : setting) ?? '';
  return { setting, reason, nodes: [...nodes] };
}
