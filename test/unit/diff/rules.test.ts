/** The table of rules: each is there once, says where it is from, and is explained to users. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { effectRules, restartRules } from '../../../src/diff/rules/index.ts';
import { packageRoot } from '../../../src/package-root.ts';

describe('the table of rules', () => {
  const rules = [...restartRules, ...effectRules];

  it('names each rule once, with its source', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(rules.filter(({ source }) => source.trim() === '')).toEqual([]);
  });

  it('is the one of docs/diff.md', () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'diff.md'), 'utf8');
    const section = page.split('\n## Rules\n')[1] ?? '';
    const explained = [...section.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, id]) => id);
    expect(explained).toHaveLength(rules.length);
    expect(new Set(explained)).toEqual(new Set(rules.map(({ id }) => id)));
  });
});
