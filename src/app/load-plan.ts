/** Finds the plan that a person means: one of the lab's by name, or one of their own by its file. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { planProblems } from '../drills/plan/check-plan.ts';
import { drillNamed } from '../drills/index.ts';
import type { DrillPlan } from '../drills/plan/plan.ts';
import { messageOf, UsageError } from '../errors.ts';

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** @throws UsageError for a name that no drill has, and for a file that holds no plan. */
export async function loadPlan(nameOrFile: string): Promise<DrillPlan> {
  if (!extensions.includes(extname(nameOrFile))) return drillNamed(nameOrFile);
  if (!existsSync(nameOrFile)) throw new UsageError(`there is no file ${nameOrFile}`);
  const plan = await defaultExportOf(nameOrFile);
  const [first, ...rest] = planProblems(plan);
  if (first === undefined) return plan as DrillPlan;
  throw new UsageError(`${nameOrFile} is no drill plan: ${first}`, { details: rest });
}

async function defaultExportOf(file: string): Promise<unknown> {
  // Loaded only here, since it takes a quarter of a second; it reads TypeScript, as Node 20 does not.
  const { tsImport } = await import('tsx/esm/api');
  try {
    const url = pathToFileURL(resolve(file)).href;
    const { default: exported } = (await tsImport(url, import.meta.url)) as { default?: unknown };
    // In a folder whose package.json does not say "module", the file becomes CommonJS: its default export is a level down.
    const wrapped = typeof exported === 'object' && exported !== null && '__esModule' in exported;
    return wrapped && 'default' in exported ? exported.default : exported;
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
}
