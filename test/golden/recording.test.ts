import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { castText, parseCast } from '../../site/recording/cast.ts';
import { framesOf } from '../../site/recording/frames.ts';
import { recordingSvg } from '../../site/recording/svg.ts';
import { packageRoot } from '../../src/package-root.ts';

const textOf = (path: string): string => readFileSync(join(packageRoot(), 'docs/recording', path), 'utf8');

describe('the recording on the first page', () => {
  it('is drawn from what was recorded, and nothing else', async () => {
    const kept = textOf('kill-leader.cast');
    const cast = parseCast(kept);
    expect(castText(cast) === kept).toBe(true);
    const drawn = recordingSvg(cast, await framesOf(cast));
    const isSame = drawn === textOf('kill-leader.svg');
    expect(isSame, 'docs/recording is stale; record anew: npm run docs:recording').toBe(true);
  });

  it('is of a drill from its cluster to its verdict, and names no folder of whoever made it', () => {
    const said = parseCast(textOf('kill-leader.cast'))
      .shown.map(({ text }) => text)
      .join('');
    for (const word of ['is ready', 'kill broker-', 'PASSED', 'is gone']) expect(said).toContain(word);
    expect(said).not.toMatch(/\/(?:home|root|Users|tmp|work)\//);
  });
});

describe('pictures of a terminal', () => {
  const cast = {
    columns: 20,
    rows: 3,
    title: 'klab <up>',
    shown: [
      { atMs: 0, text: '\u001B[2m$\u001B[0m klab up\r\n' },
      { atMs: 400, text: '⠋ wait' },
      { atMs: 405, text: 'ing' },
      { atMs: 420, text: '\r\u001B[2K⠙ waiting' },
      { atMs: 1_000, text: '\r\u001B[2K\u001B[32m✔\u001B[39m ready\r\nnext\r\nlast' },
    ],
  };

  it('are what was to be seen: what was written over is gone, and what scrolled away too', async () => {
    const frames = await framesOf(cast);
    expect(frames.map(({ atMs }) => atMs)).toEqual([0, 420, 1_000]);
    expect(frames.map(({ rows }) => rows.map((row) => row.map(({ text }) => text).join('')))).toEqual([
      ['$ klab up', '', ''],
      ['$ klab up', '⠙ waiting', ''],
      ['✔ ready', 'next', 'last'],
    ]);
    expect(frames[2]?.rows[0]?.[0]).toEqual({ column: 0, text: '✔', color: 2 });
  });

  it('become an SVG that holds no script, moves in time, and stands still for who wants that', async () => {
    const svg = recordingSvg(cast, await framesOf(cast));
    expect(svg).toContain('<title>klab &lt;up&gt;</title>');
    expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    // 1 s, and 6 s of rest.
    expect(svg).toContain('animation:play 7000ms steps(1,end) infinite');
    expect(svg).toContain('6.000%{transform');
    expect(svg).toMatch(/prefers-reduced-motion:reduce\)\{\.strip\{animation:none/);
  });
});
