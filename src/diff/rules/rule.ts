/** The shape of a rule: what follows from a difference, and where that is written. */
import type { Consequence, Difference } from '../changes.ts';
import { roleOf, valueOf, type FactGroup, type TopologyModel } from '../model.ts';
import type { NodeRole } from '../../kafka/node.ts';

/** What a rule may look at beside the difference itself. */
export interface RuleContext {
  readonly before: TopologyModel;
  readonly after: TopologyModel;
  /** Whether the second side is what runs: nothing of it is about to happen. */
  readonly isLive: boolean;
}

/** What a rule says of one difference. */
export type Finding = Pick<Consequence, 'risk' | 'text' | 'restart'>;

/** One piece of knowledge about what a change does. */
export interface Rule {
  /** A few words that never change, for `--json`. */
  readonly id: string;
  /** Where it is written. */
  readonly source: string;
  /** Undefined where the rule has nothing to say. */
  find(difference: Difference, context: RuleContext): Finding | undefined;
}

/** Groups by id: rules look them up for every difference. */
const indexes = new WeakMap<TopologyModel, ReadonlyMap<string, FactGroup>>();

/** The node or resource of a difference on one side. */
export function groupOn(model: TopologyModel, id: string): FactGroup | undefined {
  const index = indexes.get(model) ?? new Map(model.groups.map((group) => [group.id, group]));
  indexes.set(model, index);
  return index.get(id);
}

/** The node or resource of a difference on the side where it is. */
export function groupOf({ group }: Difference, { before, after }: RuleContext): FactGroup | undefined {
  return groupOn(after, group) ?? groupOn(before, group);
}

/** The role of a difference's node; a service where it has none. */
export function roleIn(difference: Difference, context: RuleContext): NodeRole {
  const group = groupOf(difference, context);
  return group === undefined ? 'service' : roleOf(group);
}

/** A setting of the difference's node on one side. */
export function settingOn(model: TopologyModel, { group }: Difference, name: string): string | undefined {
  const found = groupOn(model, group);
  return found === undefined ? undefined : valueOf(found, 'setting', name);
}

/** True for a node that serves clients' records. */
export function isBrokerRole(role: NodeRole): boolean {
  return role === 'broker' || role === 'combined';
}

/** A difference's values as numbers, a missing one as Kafka's default; undefined where they are none. */
export function numbersOf(
  { before, after }: Difference,
  otherwise?: number,
): { readonly from: number; readonly to: number } | undefined {
  const from = before === undefined ? otherwise : Number(before);
  const to = after === undefined ? otherwise : Number(after);
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return undefined;
  return { from, to };
}

/** `one broker`, `2 brokers`. */
export function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}
