/** `klab init` leaves what is there alone, and takes versions from the lab's own package.json. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { initFolder } from '../../../../src/app/own/init.ts';
import { packageRoot } from '../../../../src/package-root.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-init-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function manifest(folder: string): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
}

it('makes a package of the versions that the lab has, with the klab that runs', async () => {
  const folder = join(dir, 'My Shop');
  const { kept } = await initFolder(folder);
  expect(kept).toEqual([]);
  const { name, devDependencies = {} } = await manifest(folder);
  expect(name).toBe('my-shop');
  const own = await manifest(packageRoot());
  for (const tool of ['typescript', 'vitest', '@types/node'])
    expect(devDependencies[tool]).toBe(own['devDependencies']?.[tool]);
  const path = devDependencies['kafka-topology-lab']?.replace('file:', '') ?? '';
  expect(resolve(folder, path)).toBe(packageRoot());
});

it('keeps a package.json that is there, and says what it lacks', async () => {
  await writeFile(join(dir, 'package.json'), '{ "name": "mine" }');
  const { kept, written, next } = await initFolder(dir);
  expect(kept).toEqual(['package.json']);
  expect(written).toContain('klab.config.ts');
  expect(next.join('\n')).toMatch(/npm install --save-dev @types\/node@\S+ typescript@\S+ vitest@/);
  expect(await readFile(join(dir, 'package.json'), 'utf8')).toBe('{ "name": "mine" }');
});

it.each(['klab.config.ts', 'README.md'])('writes nothing where there is a %s', async (name) => {
  await writeFile(join(dir, name), 'mine');
  await expect(initFolder(dir)).rejects.toThrow(
    `${join(dir, name)} is there already, and nothing is overwritten; name another folder`,
  );
  expect(await readdir(dir)).toEqual([name]);
  expect(await readFile(join(dir, name), 'utf8')).toBe('mine');
});
