/** `npm run test:e2e -- RUNTIME…`: runs the end-to-end tests of the named runtimes on real clusters. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { packageRoot } from '../src/package-root.ts';

const folder = join('test', 'e2e');
const suites = readdirSync(join(packageRoot(), folder));
const asked = process.argv.slice(2);
const unknown = asked.filter((suite) => !suites.includes(suite));
if (unknown.length > 0 || asked.length === 0) {
  console.error(`error: "${unknown.join(', ')}" is no end-to-end suite; use ${suites.join(', ')}`);
  process.exitCode = 2;
} else {
  await runSuites(asked.map((suite) => join(folder, suite)));
}

/** A folder in a suite shares no cluster with the rest of it and runs beside it; what it prints comes in one piece, last. */
async function runSuites(paths: readonly string[]): Promise<void> {
  const apart = paths.flatMap(foldersIn);
  const without = apart.map((path) => `--exclude=${path}/**`);
  const beside = apart.map((path) => vitest([path], 'pipe'));
  const first = await vitest([...paths, ...without], 'inherit');
  const others = await Promise.all(beside);
  for (const { stdall } of others) process.stdout.write(stdall);
  process.exitCode = [first, ...others].find(({ exitCode }) => exitCode !== 0) === undefined ? 0 : 1;
}

function vitest(args: readonly string[], stdio: 'inherit' | 'pipe') {
  // In this process's group, so that Ctrl-C reaches it.
  const options = { stdio, quiet: true, nothrow: true, detached: false } as const;
  return $(options)`vitest run --project e2e ${args}`;
}

function foldersIn(path: string): string[] {
  return readdirSync(join(packageRoot(), path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name));
}
