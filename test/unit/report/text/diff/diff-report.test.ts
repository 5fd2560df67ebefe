/** What a person reads of a diff, in a terminal and in a pull request. */
import { describe, expect, it } from 'vitest';
import type { Change, Comparison, Consequence } from '../../../../../src/diff/changes.ts';
import { changeInWords, listOf, restartInWords } from '../../../../../src/report/text/diff/diff-lines.ts';
import { diffMarkdown, markdownMark } from '../../../../../src/report/text/diff/diff-markdown.ts';
import { diffReport } from '../../../../../src/report/text/diff/diff-report.ts';

const rolling: Consequence = {
  rule: 'read-only-setting',
  risk: 'low',
  text: 'read-only: takes effect when a node restarts',
  source: 'Kafka',
  restart: 'rolling',
};
const risky: Consequence = {
  rule: 'x',
  risk: 'high',
  text: 'records | are <b>less</b> safe',
  source: 'Kafka',
};

function change(group: string, name: string, consequences: readonly Consequence[] = [rolling]): Change {
  return {
    group,
    isNode: true,
    kind: 'setting',
    name,
    action: 'changed',
    before: '1',
    after: '2',
    risk: consequences[0]?.risk ?? 'none',
    consequences,
  };
}

function comparison(changes: readonly Change[], some: Partial<Comparison> = {}): Comparison {
  return {
    topology: 'shop',
    before: { label: 'shop@main', target: 'compose' },
    after: { label: 'shop', target: 'compose' },
    changes,
    byTarget: [],
    restart: { mode: 'rolling', nodes: ['broker-1', 'broker-2'] },
    risk: 'high',
    notes: [],
    ...some,
  };
}

/** Without colours, wherever the test runs. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[\d+m/g, '');
}

describe('the report', () => {
  it('names nodes with the same change together, and says once what follows from several', () => {
    const changes = ['broker-1', 'broker-2'].flatMap((id) => [
      change(id, 'a.b'),
      change(id, 'c.d'),
      change(id, 'min.insync.replicas', [risky]),
    ]);
    expect(plain(diffReport([comparison(changes)])).split('\n')).toEqual([
      'shop on compose: shop@main -> shop',
      '  broker-1, broker-2',
      '    ~ min.insync.replicas 1 -> 2',
      '        high  records | are <b>less</b> safe',
      '    ~ a.b 1 -> 2',
      '    ~ c.d 1 -> 2',
      '        restart: rolling  read-only: takes effect when a node restarts',
      '',
      'shop on compose: 6 changes; restarts broker-1, broker-2, one at a time (docker compose up --no-deps NODE; without NODE all at once); risk high',
    ]);
  });

  it('says first what every target shares', () => {
    const on = (target: 'compose' | 'local', changes: readonly Change[]): Comparison =>
      comparison(changes, { before: { label: 'a', target }, after: { label: 'b', target } });
    const shared = change('broker-1', 'a.b');
    const text = plain(
      diffReport([on('compose', [shared, change('broker-1', 'c.d')]), on('local', [shared])]),
    );
    expect(text.match(/^shop on .*: a -> b$/gm)).toEqual([
      'shop on compose, local: a -> b',
      'shop on compose: a -> b',
    ]);
    expect(text.match(/a\.b 1 -> 2/g)).toHaveLength(1);
  });

  it('says that nothing differs, with every remark', () => {
    const same = comparison([], { risk: 'none', notes: ['broker-3 does not run'] });
    expect(plain(diffReport([same]))).toBe(
      '! broker-3 does not run\n\nnothing differs: shop@main and shop mean the same',
    );
  });

  it('names the settings that differ because targets do', () => {
    const byTarget = [{ setting: 'log.dirs', reason: 'images decide', nodes: ['broker-1'] }];
    const across = comparison([], { after: { label: 'shop', target: 'kubernetes' }, byTarget });
    expect(plain(diffReport([across]))).toBe(
      'shop: settings that differ because compose and kubernetes must\n    log.dirs: images decide\n\n' +
        "nothing of Kafka's own differs: shop@main and shop mean the same",
    );
  });
});

describe('a change in words', () => {
  const one = change('broker-1', 'a.b');
  const { before: _before, ...added } = { ...one, action: 'added' as const };
  const { after: _after, ...removed } = { ...one, action: 'removed' as const };
  it.each([
    [one, 'a.b 1 -> 2'],
    [{ ...one, after: '' }, 'a.b 1 -> ""'],
    [added, 'a.b 2, was not set'],
    [removed, 'a.b not set, was 1'],
    [{ ...one, origin: 'dynamic broker config' }, 'a.b 1 -> 2 (dynamic broker config)'],
    [{ ...added, field: 'at next start' }, 'a.b becomes 2 at next start'],
    [{ ...one, kind: 'listener' as const, name: 'INTERNAL', field: 'port' }, 'listener INTERNAL port 1 -> 2'],
    [{ ...added, kind: 'node' as const, after: 'broker' }, 'node added: broker'],
    [{ ...added, kind: 'resource' as const, after: undefined }, 'resource added'],
  ])('%#: is %s', (given, words) => {
    expect(changeInWords(given as Change)).toBe(words);
  });

  it('about restarts: none, one at a time, all at once', () => {
    const none = { mode: 'none', nodes: [] } as const;
    expect(restartInWords(comparison([], { restart: none }))).toBe('nothing restarts');
    const dynamic = change('broker-1', 'a', [{ ...rolling, rule: 'dynamic-setting', restart: 'none' }]);
    expect(restartInWords(comparison([dynamic], { restart: none }))).toContain('nothing has to restart');
    const whole = { mode: 'all at once', nodes: [] } as const;
    expect(restartInWords(comparison([], { restart: whole }))).toBe('every node restarts, all at once');
  });

  it('shows long lists by their ends', () => {
    const ids = Array.from({ length: 7 }, (_, index) => `broker-${index + 1}`);
    expect(listOf(ids.slice(1))).toBe('broker-2, broker-3, broker-4, broker-5, broker-6, broker-7');
    expect(listOf(ids)).toBe('broker-1 … broker-7 (7 nodes)');
  });
});

describe('the comment for a pull request', () => {
  it('begins with its mark, and is a table that survives bars and tags', () => {
    const text = diffMarkdown([comparison([change('broker-1', 'a|b', [risky])], { notes: ['a remark'] })]);
    expect(text.startsWith(`${markdownMark}\n`)).toBe(true);
    expect(text).toContain('| shop | compose | 1 | restarts broker-1, broker-2,');
    const row = text.split('\n').find((line) => line.startsWith('| broker-1 '));
    expect(row).toBe('| broker-1 | `a\\|b 1 -> 2` | 🔴 records \\| are &lt;b>less&lt;/b> safe |');
    expect(text).toContain('> a remark');
  });

  it('says so where nothing differs', () => {
    expect(diffMarkdown([comparison([])])).toContain('Nothing that Kafka would notice.');
  });

  it('is never longer than a comment may be', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => change(`broker-${index}`, `setting.${index}`));
    const text = diffMarkdown([comparison(many)]);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('`klab diff` shows all');
  });
});
