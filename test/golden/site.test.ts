import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';

const out = mkdtempSync(join(tmpdir(), 'klab-site-'));
const pages = new Map<string, string>();

beforeAll(() => {
  // It ends with an exit code other than 0 where a link leads to no page.
  execFileSync('npx', ['vitepress', 'build', 'site', '--outDir', out], { cwd: packageRoot(), stdio: 'pipe' });
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.html')) pages.set(file, readFileSync(join(out, file), 'utf8'));
}, 180_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What a page's links lead to within the site: `docs/drills.html` and the anchor. */
function anchorsOf(from: string, html: string): readonly { page: string; anchor: string }[] {
  return [...html.matchAll(/<a[^>]* href="([^":]*)#([^"]+)"/g)].map(([, path = '', anchor = '']) => {
    const there = path === '' ? from : posix.join('/', posix.dirname(from), path).slice(1);
    const absolute = path.startsWith('/') ? path.slice(1) : there;
    const page = absolute === '' || absolute.endsWith('/') ? `${absolute}index.html` : absolute;
    return { page, anchor: decodeURIComponent(anchor) };
  });
}

describe('the site', () => {
  it('has no link to a heading that is not there', () => {
    const anchors = [...pages].flatMap(([from, html]) =>
      anchorsOf(from, html).map((link) => Object.assign(link, { from })),
    );
    expect(anchors.length).toBeGreaterThan(50);
    const dead = anchors.filter(({ page, anchor }) => !pages.get(page)?.includes(`id="${anchor}"`));
    expect(dead.map(({ from, page, anchor }) => `${from}: ${page}#${anchor}`)).toEqual([]);
  });

  it('fetches nothing from elsewhere', () => {
    const fetched = [...pages].flatMap(([file, html]) =>
      [...html.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="(https?:[^"]*)"/g)].map(
        ([, url]) => `${file}: ${url}`,
      ),
    );
    expect(fetched).toEqual([]);
  });

  it('has a search index that knows a drill by its name', () => {
    const chunks = readdirSync(join(out, 'assets'), { recursive: true, encoding: 'utf8' });
    const index = chunks.find((file) => file.includes('localSearchIndex'));
    const text = readFileSync(join(out, 'assets', index ?? ''), 'utf8');
    // The index holds words without their hyphens, and a query is cut in the same way.
    for (const word of ['isolate', 'leader', 'kraft']) expect(text.includes(`["${word}",`)).toBe(true);
  });
});
