/** Steps by which a cluster's metadata moves from ZooKeeper to KRaft while it runs, in the order of Kafka's own documentation of 3.9. */
import type { MigratedTopologies, NodeForm } from '../cluster/migration/forms.ts';
import { brokersOf, isController, zooKeepersOf } from '../kafka/node.ts';
import { counted } from '../words.ts';

/** Starts the quorum that takes over. */
export interface ProvisionStep {
  readonly kind: 'provision';
  readonly nodeIds: readonly string[];
  readonly reason: string;
}

/** Waits until the quorum has all metadata. */
export interface CopyStep {
  readonly kind: 'copy';
  readonly reason: string;
}

/** Ends nodes that nobody needs any more, and removes what they had. */
export interface RetireStep {
  readonly kind: 'retire';
  /** Whether they are the ZooKeeper servers, or the quorum, which ZooKeeper then forgets. */
  readonly what: 'zookeeper' | 'quorum';
  readonly nodeIds: readonly string[];
  readonly reason: string;
}

/** Stops a node in order and starts it as another member than it was. */
export interface ReformStep {
  readonly kind: 'reform';
  readonly nodeId: string;
  readonly form: NodeForm;
  /** The quorum, which goes while the node is stopped. @default nobody goes */
  readonly releases?: readonly string[];
  readonly reason: string;
}

/** One step of a move of metadata. */
export type MigrationStep = ProvisionStep | CopyStep | RetireStep | ReformStep;

/** Whether a step is one of these. */
export function isMigrationStep(step: { readonly kind: string }): step is MigrationStep {
  return ['provision', 'copy', 'retire', 'reform'].includes(step.kind);
}

/** @param brokerIds ids of the brokers in the order in which they restart */
export function migrationSteps(
  { zookeeper, kraft }: MigratedTopologies,
  brokerIds: readonly string[],
): readonly MigrationStep[] {
  const controllers = kraft.nodes.filter(isController).map(({ id }) => id);
  const reform = (form: NodeForm, reason: string) => (nodeId: string) =>
    ({ kind: 'reform', nodeId, form, reason }) as const;
  return [
    {
      kind: 'provision',
      nodeIds: controllers,
      reason: "the quorum that takes over: of the cluster's own id, and it knows ZooKeeper",
    },
    ...brokerIds.map(reform('migration', 'it learns of the quorum, and goes on with ZooKeeper')),
    {
      kind: 'copy',
      reason: 'begins by itself once the last broker knows the quorum; Kafka then writes to both',
    },
    ...brokerIds.map(reform('kraft', 'it keeps to the quorum alone: broker.id becomes node.id')),
    ...controllers.map(reform('kraft', 'it writes to ZooKeeper no more; from here on there is no way back')),
    {
      kind: 'retire',
      what: 'zookeeper',
      nodeIds: zooKeepersOf(zookeeper).map(({ id }) => id),
      reason: `nobody asks ${counted(zooKeepersOf(zookeeper).length, 'server')} any more`,
    },
  ];
}

/**
 * The steps that lead back (Kafka 3.9, Reverting to ZooKeeper mode During the Migration). The quorum goes while the first broker
 * that leaves it is stopped: until a broker starts without the migration nobody can be elected, so nothing else is to be waited for then.
 * @param forms what nodes are, or may be, by id
 */
export function migrationStepsBack(
  { zookeeper, kraft }: MigratedTopologies,
  forms: Readonly<Record<string, NodeForm>>,
): readonly MigrationStep[] {
  const controllers = kraft.nodes.filter(isController).map(({ id }) => id);
  const brokers = brokersOf(zookeeper).map(({ id }) => id);
  const moved = brokers.filter((id) => forms[id] === 'kraft');
  const knowing = brokers.filter((id) => forms[id] !== undefined && forms[id] !== 'zookeeper');
  const [first] = knowing;
  if (first === undefined) {
    const reason = 'no broker knows of it';
    return [{ kind: 'retire', what: 'quorum', nodeIds: controllers, reason }];
  }
  return [
    ...moved.map((nodeId): ReformStep => ({
      kind: 'reform',
      nodeId,
      form: 'migration',
      reason: 'it goes back to ZooKeeper, and knows the quorum still',
    })),
    ...knowing.map((nodeId): ReformStep => ({
      kind: 'reform',
      nodeId,
      form: 'zookeeper',
      ...(nodeId === first && { releases: controllers }),
      reason: nodeId === first ? 'it is as it was, and can be elected controller' : 'it is as it was',
    })),
  ];
}

/** What nodes are where a move stands. @param done steps that are done, or may be */
export function formsAfter(
  forms: Readonly<Record<string, NodeForm>>,
  done: readonly { readonly kind: string }[],
): Readonly<Record<string, NodeForm>> {
  const all = new Map(Object.entries(forms));
  for (const step of done.filter(isMigrationStep)) {
    if (step.kind === 'reform') all.set(step.nodeId, step.form);
    if (step.kind === 'provision') for (const id of step.nodeIds) all.set(id, 'migration');
  }
  return Object.fromEntries(all);
}

/** Ids of the nodes that come with a step, and of those that go with it. */
export function comeAndGo(step: MigrationStep): {
  readonly come: readonly string[];
  readonly go: readonly string[];
} {
  if (step.kind === 'provision') return { come: step.nodeIds, go: [] };
  if (step.kind === 'retire') return { come: [], go: step.nodeIds };
  return { come: [], go: step.kind === 'reform' ? (step.releases ?? []) : [] };
}

const formWords: Readonly<Record<NodeForm, string>> = {
  zookeeper: 'with ZooKeeper alone',
  migration: 'in migration mode',
  kraft: 'with KRaft alone',
};

/** A step in words, such as `restart broker-1 in migration mode`. */
export function migrationStepInWords(step: MigrationStep): string {
  if (step.kind === 'provision') return `start ${step.nodeIds.join(', ')}`;
  if (step.kind === 'copy') return 'wait until the quorum has all metadata';
  if (step.kind === 'retire') return `stop ${step.nodeIds.join(', ')} for good`;
  const meanwhile = step.releases === undefined ? '' : `; meanwhile ${step.releases.join(', ')} go`;
  return `restart ${step.nodeId} ${formWords[step.form]}${meanwhile}`;
}
