/** A drill of one's own is a file anywhere: the one that the documentation shows, and what is none. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { loadPlan } from '../../../src/app/load-plan.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-plan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('a plan from a file', () => {
  // Without a package.json above it, a .ts file is CommonJS to Node; with one that says "module" it is not.
  it.each([
    { page: 'docs/drills.md', name: 'death-and-freeze', steps: 7, manifest: undefined },
    { page: 'docs/drills.md', name: 'look-at-a-stop', steps: 5, manifest: undefined },
    { page: 'README.md', name: 'slow-death', steps: 6, manifest: '{ "type": "module" }' },
  ])('is what $page shows', async ({ page, name, steps, manifest }) => {
    if (manifest !== undefined) await file('package.json', manifest);
    const shown = await readFile(join(packageRoot(), page), 'utf8');
    const [, text = ''] = new RegExp(`^\`\`\`ts\n(// ${name}\\.ts\n.*?)^\`\`\`$`, 'ms').exec(shown) ?? [];
    const plan = await loadPlan(await file(`${name}.ts`, text));
    expect(plan.name).toBe(name);
    expect(plan.steps).toHaveLength(steps);
  });

  it('is refused with what is missing', async () => {
    const path = await file('empty.mjs', 'export default { name: "x" };');
    await expect(loadPlan(path)).rejects.toEqual(
      new UsageError(`${path} is no drill plan: summary is missing; use one line of text`, {
        details: ['steps are missing; use a list of steps, or a function from a topology to one'],
      }),
    );
    await expect(loadPlan(join(folder, 'nowhere.ts'))).rejects.toThrow('there is no file ');
    await expect(loadPlan('kill-everybody')).rejects.toThrow('kill-everybody');
  });
});
