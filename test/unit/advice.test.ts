/** Whatever advice names must be there: every option after a verb of klab, in messages, help, README and docs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';

/** Files that may say what to type. */
function texts(): readonly { readonly file: string; readonly text: string }[] {
  const root = packageRoot();
  const found = ['src', 'scripts', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return [...found, 'README.md']
    .filter((file) => /\.(ts|md)$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

it('every option that advice names is one of its verb', async () => {
  const options = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  let named = 0;
  for (const { file, text } of texts()) {
    for (const [line, verb = '', rest = ''] of text.matchAll(/\bklab ([a-z]+)\b([^`'"\n|(),;]*)/g)) {
      for (const [option] of rest.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)) {
        const known = options.get(verb) ?? (await optionsOf(verb));
        options.set(verb, known);
        named += 1;
        if (!known.includes(option)) unknown.push(`${file}: ${line.trim()}`);
      }
    }
  }
  expect(named).toBeGreaterThan(20);
  expect(unknown).toEqual([]);
});

async function optionsOf(verb: string): Promise<readonly string[]> {
  const file = join(packageRoot(), 'scripts', `${verb === 'start' ? 'start-node' : verb}.ts`);
  const module = (await import(/* @vite-ignore */ file).catch(() => undefined)) as
    { readonly command: () => Command } | undefined;
  const own = module?.command().options.map(({ long }) => long ?? '') ?? [];
  return [...own, '--help', '--version'];
}
