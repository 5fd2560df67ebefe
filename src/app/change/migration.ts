/** Where a move of metadata stands: what each node is then, who is there, and who tells of the controller. */
import { nodesInForm, type NodeForm } from '../../cluster/migration/forms.ts';
import { comeAndGo, formsAfter, isMigrationStep, migrationStepsBack } from '../../change/migration-steps.ts';
import { brokersOf, isController, type LabNode } from '../../kafka/node.ts';
import type { ChangeJournal, Definition } from './journal.ts';

/** What nodes are, or may be, by id, after the steps that are done and one that was begun. */
function formsAt({ migration, steps, done, begun }: ChangeJournal): Readonly<Record<string, NodeForm>> {
  return formsAfter(migration?.forms ?? {}, steps.slice(0, done + Number(begun)));
}

/** What the cluster is once its metadata has moved, before an upgrade that follows, and the index of the first step of that. */
export function afterMigration({
  from,
  migration,
  steps,
}: ChangeJournal): { readonly definition: Definition; readonly first: number } | undefined {
  if (migration === undefined) return undefined;
  const first = steps.findIndex((step) => !isMigrationStep(step));
  if (first < 0) return undefined;
  return { definition: { ...from, topology: migration.kraft, migrated: true }, first };
}

/** Whether all of a move is done that an upgrade follows. */
export function movedAt(journal: ChangeJournal): boolean {
  return journal.done >= (afterMigration(journal)?.first ?? Infinity);
}

/** Whether nodes that start are of the version of the upgrade that follows a move: its first step was begun. */
function upgradesAt(journal: ChangeJournal): boolean {
  return journal.done + Number(journal.begun) > (afterMigration(journal)?.first ?? Infinity);
}

/** Every node as it starts where a move stands; undefined where no metadata moves, or all of it has. */
export function nodesInMigration(journal: ChangeJournal): readonly LabNode[] | undefined {
  const { migration } = journal;
  if (migration === undefined || upgradesAt(journal)) return undefined;
  const forms = formsAt(journal);
  const unlisted = (id: string): NodeForm =>
    migration.kraft.nodes.some((node) => node.id === id && isController(node)) ? 'migration' : 'zookeeper';
  return nodesInForm(migration, (id) => forms[id] ?? unlisted(id));
}

/** Adds and removes whom the steps that are not done yet have come and go: they have not, or are there still. */
export function countMigrants(ids: Set<string>, rest: ChangeJournal['steps']): void {
  for (const step of rest.filter(isMigrationStep)) {
    const { come, go } = comeAndGo(step);
    for (const id of come) ids.delete(id);
    for (const id of go) ids.add(id);
  }
}

/** Ids of whom the step that was begun takes away: where one has ended, nobody starts it again. */
export function goingAt({ steps, done, begun }: ChangeJournal): readonly string[] {
  const step = begun ? steps[done] : undefined;
  return step !== undefined && isMigrationStep(step) ? comeAndGo(step).go : [];
}

/** Who knows the active controller where a move stands: brokers, the quorum, or nobody until a broker is elected. */
export type ControllerWitness = 'brokers' | 'quorum' | 'nobody';

/**
 * Who knows it. The quorum takes over once no broker is left that knows ZooKeeper alone, at some moment of the last one's
 * start; on the way back a broker that still looks for the quorum names anybody. @param members ids of who is there
 */
export function witnessAt(journal: ChangeJournal, members: ReadonlySet<string>): ControllerWitness {
  const { migration, direction } = journal;
  if (migration === undefined) return 'brokers';
  const plainIn = (forms: ReturnType<typeof formsAt>): readonly boolean[] =>
    brokersOf(migration.zookeeper).map(({ id }) => (forms[id] ?? 'zookeeper') === 'zookeeper');
  const plain = plainIn(formsAt(journal));
  if (plain.every(Boolean) || (direction === 'there' && plain.some(Boolean))) return 'brokers';
  const isHandingOver = direction === 'there' && plainIn(formsAt({ ...journal, begun: false })).some(Boolean);
  if (plain.some(Boolean) || isHandingOver) return 'nobody';
  return migration.kraft.nodes.some((node) => isController(node) && members.has(node.id))
    ? 'quorum'
    : 'nobody';
}

/** Ids of the brokers that are KRaft's for sure where a move stands: they tell of the quorum too. */
export function brokersOfKRaftAt(journal: ChangeJournal): readonly string[] {
  const [now, before] = [formsAt(journal), formsAt({ ...journal, begun: false })];
  return Object.keys(now).filter((id) => now[id] === 'kraft' && before[id] === 'kraft');
}

/** The controller that has been the first to leave the migration, or may have been; undefined where none has. */
export function finalizedAt({ migration, steps, done, begun }: ChangeJournal): string | undefined {
  const step = steps
    .slice(0, done + Number(begun))
    .filter(isMigrationStep)
    .find(
      (one) =>
        one.kind === 'reform' &&
        migration?.kraft.nodes.some((node) => node.id === one.nodeId && isController(node)),
    );
  return step?.kind === 'reform' ? step.nodeId : undefined;
}

/** The same move, led back from where it stands. */
export function migrationBack(
  journal: ChangeJournal,
): Pick<ChangeJournal, 'migration' | 'steps'> | undefined {
  const { migration } = journal;
  if (migration === undefined) return undefined;
  const forms = formsAt(journal);
  return { migration: { ...migration, forms }, steps: migrationStepsBack(migration, forms) };
}
