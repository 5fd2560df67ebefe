/** The one file that keeps where a learner stands. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instead } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { learnerOf, type Learner } from '../../lessons/learner.ts';
import { labHome } from '../../paths.ts';

const path = (): string => join(labHome(), 'lesson.json');

/** What is kept; a file that cannot be understood keeps nothing. */
export async function readLearner(): Promise<Learner> {
  const text = await readFile(path(), 'utf8').catch(instead('{}', 'ENOENT'));
  try {
    return learnerOf(JSON.parse(text));
  } catch {
    return learnerOf({});
  }
}

/** Keeps it. @throws LabError `storage` */
export async function writeLearner(learner: Learner): Promise<void> {
  await writeWhole(path(), `${JSON.stringify({ schemaVersion: 1, ...learner }, undefined, 2)}\n`);
}
