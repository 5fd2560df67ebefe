/** Finds the plan that a person means: one of the lab's by name, or one of their own by its file. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { planProblems } from '../drills/plan/check-plan.ts';
import { drillNamed } from '../drills/index.ts';
import type { DrillPlan } from '../drills/plan/plan.ts';
import { UsageError } from '../errors.ts';
import { defaultExportOf, userFileExtensions, type ProvidedModules } from './user-file.ts';

/** @throws UsageError for a name that no drill has, and for a file that holds no plan. */
export async function loadPlan(nameOrFile: string, provided: ProvidedModules = {}): Promise<DrillPlan> {
  if (!userFileExtensions.some((extension) => extension === extname(nameOrFile)))
    return drillNamed(nameOrFile);
  if (!existsSync(nameOrFile)) throw new UsageError(`there is no file ${nameOrFile}`);
  const plan = await defaultExportOf(resolve(nameOrFile), provided);
  const [first, ...rest] = planProblems(plan);
  if (first === undefined) return plan as DrillPlan;
  throw new UsageError(`${nameOrFile} is no drill plan: ${first}`, { details: rest });
}
