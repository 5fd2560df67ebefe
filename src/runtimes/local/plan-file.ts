/** Reads a plan of local processes back from where it was rendered to. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { LocalPlan } from '../../render/local/plan.ts';

/** @throws Error of the operating system when the file cannot be read. */
export async function readPlanFile(path: string): Promise<LocalPlan> {
  return parse(await readFile(path, 'utf8')) as LocalPlan;
}
