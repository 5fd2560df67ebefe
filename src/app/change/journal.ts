/** What is stored of a change that is not at its end: whoever interrupts it, or is killed, leaves where it stands. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stepInWords, type ChangeStep } from '../../change/steps.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { MigratedTopologies, NodeForm } from '../../cluster/migration/forms.ts';
import type { LabNode } from '../../kafka/node.ts';
import { instead, RuntimeError } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { instanceDir } from '../../runtimes/instances.ts';

/** What an instance is before a change, or after it. */
export type Definition = Pick<
  Instance,
  'topology' | 'changed' | 'resizedTo' | 'upgradedTo' | 'migrated' | 'controllers' | 'madeDynamic'
>;

/** A move of metadata under way, in either direction. */
export interface OpenMigration extends MigratedTopologies {
  /** By node id, where it is not what it was before the move. */
  readonly forms: Readonly<Record<string, NodeForm>>;
}

/** A change under way. */
export interface ChangeJournal {
  readonly schemaVersion: 1;
  /** Whether it leads to what was asked for, or back from there. */
  readonly direction: 'there' | 'back';
  /** As the instance is stored while the change is open. */
  readonly from: Definition;
  /** As it is stored once all steps are done. */
  readonly to: Definition;
  /** Every node that it has at some time, in an order that no node changes. @default those of `to` */
  readonly nodes?: readonly LabNode[];
  /** What it is led from and to where its metadata moves, and what nodes were before the first step. @default it stays */
  readonly migration?: OpenMigration;
  readonly steps: readonly ChangeStep[];
  /** What a way back does not reach, in words. @default it leads to what was before the change */
  readonly leaves?: string;
  /** Steps that are done, from the first on. */
  readonly done: number;
  /** Whether the next one was begun, and may be done. */
  readonly begun: boolean;
}

function pathOf(id: string): string {
  return join(instanceDir(id), 'change.json');
}

/** The change of an instance that is open; undefined where none is. @throws RuntimeError where nobody can read it */
export async function readJournal(id: string): Promise<ChangeJournal | undefined> {
  const path = pathOf(id);
  const text = await readFile(path, 'utf8').catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ChangeJournal;
  } catch (cause) {
    throw new RuntimeError(
      'storage',
      `${path} is not readable as JSON; delete it, and make the change again`,
      {
        cause,
      },
    );
  }
}

/** Stores where a change stands, before anything else is done. */
export async function writeJournal(id: string, journal: ChangeJournal): Promise<void> {
  await writeWhole(pathOf(id), `${JSON.stringify(journal, undefined, 2)}\n`, { durable: true });
}

/** The change is at its end. */
export async function removeJournal(id: string): Promise<void> {
  await rm(pathOf(id), { force: true });
}

/** Where a change stands, for people: what is done, what comes next, and what to do about it. */
export interface OpenChange {
  readonly direction: 'there' | 'back';
  readonly done: number;
  readonly total: number;
  /** The next step in words; undefined where only the end is not noted. */
  readonly next?: string;
}

/** The change of an instance that is open, in short. */
export async function openChange(id: string): Promise<OpenChange | undefined> {
  const journal = await readJournal(id);
  if (journal === undefined) return undefined;
  const { direction, done, steps } = journal;
  const next = steps[done];
  return {
    direction,
    done,
    total: steps.length,
    ...(next !== undefined && { next: stepInWords(next) }),
  };
}
