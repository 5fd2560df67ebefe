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
    const there = ['docs/lessons', 'docs/reference'].flatMap((folder) =>
      readdirSync(join(packageRoot(), folder)).map((file) => `${folder}/${file}`),
    );
    expect(there.toSorted()).toEqual([...pages.keys()].toSorted());
  });

  it('says of every error code what it means', () => {
    expect(pages.get('docs/reference/errors.md')).toMatch(/^\| `left-behind` +\| Something that was made/m);
    expect(pages.get('docs/reference/errors.md')).not.toMatch(/^\| `[a-z-]+` +\| +\|$/m);
  });

  it('says nothing of an export without a docstring', () => {
    expect(pages.get('docs/reference/library.md')).not.toMatch(/^\| `\w+` +\| +\|$/m);
  });
});
