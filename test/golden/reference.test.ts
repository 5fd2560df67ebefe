import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../reference/pages.ts';
import { packageRoot } from '../../src/package-root.ts';

const pages = await referencePages(packageRoot());

describe('the reference', () => {
  it.each([...pages])('%s is what the code makes', (path, made) => {
    const committed = readFileSync(join(packageRoot(), path), 'utf8');
    expect(committed === made, `${path} is stale; write it again: npm run docs:reference`).toBe(true);
  });

  it('has no page that nothing makes', () => {
    const there = readdirSync(join(packageRoot(), 'docs/reference')).map((file) => `docs/reference/${file}`);
    expect(there.toSorted()).toEqual([...pages.keys()].toSorted());
  });

  it('says nothing of an export without a docstring', () => {
    expect(pages.get('docs/reference/library.md')).not.toMatch(/^\| `\w+` +\| +\|$/m);
  });
});
