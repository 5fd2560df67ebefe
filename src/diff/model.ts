/** What a rendered topology means: the one shape that the files of every target are read into, and that is compared. */
import type { NodeRole, Target } from '../kafka/node.ts';

/**
 * What a fact is about.
 * `role`, `version`, `setting`, `listener` and `heap` mean the same on every target; the others are a target's own, and
 * `form` is whatever of a file has no word here: nothing that differs is left out.
 */
export type FactKind =
  | 'role'
  | 'version'
  | 'image'
  | 'setting'
  | 'listener'
  | 'heap'
  | 'jvm'
  | 'environment'
  | 'topic'
  | 'cluster id'
  | 'port'
  | 'volume'
  | 'resources'
  | 'placement'
  | 'network'
  | 'restart policy'
  | 'health'
  | 'form';

/** Kinds that mean the same on every target. */
export const neutralKinds: readonly FactKind[] = ['role', 'version', 'setting', 'listener', 'heap'];

/** One thing that a file says of a node or a resource. */
export interface Fact {
  readonly kind: FactKind;
  /** Unique within its kind and group, such as a setting's upstream name. */
  readonly name: string;
  /** What it says, by field; a fact of one value has the field `value`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Only of a running cluster: from where the value comes, in Kafka's or the runtime's words. @default the files */
  readonly origin?: string;
}

/** All facts about one node, or about one thing that belongs to no node, such as a network. */
export interface FactGroup {
  /** Node id, or the resource's kind and name. */
  readonly id: string;
  readonly isNode: boolean;
  readonly facts: readonly Fact[];
}

/** One topology on one target. */
export interface TopologyModel {
  /** Its name, where the files tell it. */
  readonly name?: string;
  readonly target: Target;
  readonly groups: readonly FactGroup[];
  /** Kinds that this side says nothing of, as a running process says nothing of its file's form. @default it tells all */
  readonly untold?: readonly FactKind[];
}

/** A fact of one value. */
export function fact(kind: FactKind, name: string, value: string): Fact {
  return { kind, name, fields: { value } };
}

/** The only value of a fact of this kind and name. */
export function valueOf(group: FactGroup, kind: FactKind, name: string): string | undefined {
  return group.facts.find((one) => one.kind === kind && one.name === name)?.fields['value'];
}

/** A node's role, as its facts have it. */
export function roleOf(group: FactGroup): NodeRole {
  return (valueOf(group, 'role', 'role') ?? 'service') as NodeRole;
}

/** Where a cluster keeps its metadata, as its settings have it; undefined where there is no Kafka. */
export function metadataOf({ groups }: TopologyModel): 'KRaft' | 'ZooKeeper' | undefined {
  const settings = groups.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'setting');
  if (settings.some(({ name }) => name === 'process.roles')) return 'KRaft';
  return settings.some(({ name }) => name === 'zookeeper.connect') ? 'ZooKeeper' : undefined;
}
