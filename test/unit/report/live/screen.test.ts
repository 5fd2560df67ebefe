/** The live view fits its terminal, however many brokers and partitions there are. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LiveNode, LivePartition, LivePicture } from '../../../../src/report/live/picture.ts';
import { drawScreen } from '../../../../src/report/live/screen.ts';

function node(number: number, changed: Partial<LiveNode> = {}): LiveNode {
  return { id: `broker-${number}`, number, broker: true, controller: false, answers: true, ...changed };
}

function partition(number: number, changed: Partial<LivePartition> = {}): LivePartition {
  const writes = { perSecond: 100, recent: Array.from({ length: 30 }, () => 50) };
  const rates = { writes, reads: writes, silentMs: 5, longestMs: 12_345 };
  return { name: String(number), leader: 1, isr: [1, 2, 3], replicas: [1, 2, 3], ...rates, ...changed };
}

function picture(brokers: number, partitions: readonly LivePartition[]): LivePicture {
  return {
    title: 'a drill',
    clock: '1.0 s',
    status: [['▶ kill broker-1'], ['✗ broker-1 killed 1.0 s ago']],
    nodes: Array.from({ length: brokers }, (_, index) => node(index + 1)),
    partitions,
    noPartitions: 'none yet',
    footer: [['longest 1 s']],
  };
}

const many = (count: number): LivePartition[] =>
  Array.from({ length: count }, (_, index) => partition(index));

function drawn(picture: LivePicture, columns = 80, rows = 24): string[] {
  return stripVTControlCharacters(drawScreen(picture, { columns, rows })).split('\n');
}

describe('the screen', () => {
  it.each([
    { brokers: 3, partitions: 6, columns: 80, rows: 24 },
    { brokers: 3, partitions: 100, columns: 80, rows: 24 },
    { brokers: 6, partitions: 12, columns: 80, rows: 24 },
    { brokers: 30, partitions: 60, columns: 80, rows: 24 },
    { brokers: 100, partitions: 100, columns: 40, rows: 14 },
    { brokers: 3, partitions: 6, columns: 200, rows: 50 },
  ])(
    'of $columns x $rows holds $brokers brokers and $partitions partitions',
    ({ brokers, partitions, columns, rows }) => {
      const lines = drawn(picture(brokers, many(partitions)), columns, rows);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
      // One row is left for the cursor.
      expect(lines.length).toBeLessThan(rows);
      expect(lines.some((line) => line.startsWith('0 '))).toBe(true);
    },
  );

  it('shows all six partitions of three brokers, with their names, at 80 x 24', () => {
    const lines = drawn(picture(3, many(6)));
    expect(lines.filter((line) => /^\d .*★ +● +●/.test(line))).toHaveLength(6);
    expect(lines.join('\n')).toContain('broker-3');
  });

  it('names brokers by number where there is no room for names, and lists copies where there is none for that', () => {
    expect(drawn(picture(6, many(1))).join('\n')).toMatch(/^ +1 +2 +3 +4 +5 +6$/m);
    const lines = drawn(picture(30, [partition(0, { isr: [1, 2] })])).join('\n');
    expect(lines).toMatch(/leader +in sync +out of sync/);
    expect(lines).toMatch(/^0 +1 +1 2 +3 /m);
  });

  it('puts the partitions in trouble first where not all have room, and counts the others', () => {
    const partitions = many(100).map((one, index) =>
      index === 70 ? { ...one, leader: -1 } : index === 80 ? { ...one, isr: [1, 2] } : one,
    );
    const lines = drawn(picture(3, partitions));
    expect(lines.some((line) => line.startsWith('70 '))).toBe(true);
    expect(lines.some((line) => line.startsWith('80 '))).toBe(true);
    expect(lines.find((line) => line.startsWith('and '))).toMatch(/^and \d\d more, all in sync$/);
    const shown = lines.filter((line) => /^\d+ /.test(line)).length;
    expect(lines).toContain(`and ${100 - shown} more, all in sync`);
  });

  it('says how many of those without room are in trouble', () => {
    const thin = many(100).map((one) => ({ ...one, isr: [1, 2] }));
    expect(drawn(picture(3, thin)).find((line) => line.startsWith('and '))).toMatch(
      /^and (\d+) more: \1 not all in sync$/,
    );
    const dead = { ...picture(3, many(100)), nodes: [node(1, { answers: false }), node(2), node(3)] };
    expect(drawn(dead).find((line) => line.startsWith('and '))).toMatch(
      /^and (\d+) more: \1 without a living leader$/,
    );
  });

  it('cuts a line that is too long, and says so', () => {
    const long = { ...picture(3, []), status: [['x'.repeat(100)]] };
    const lines = drawn(long);
    expect(lines[1]).toBe(`${'x'.repeat(79)}…`);
    expect(lines).toContain('none yet');
  });

  it('uses colour where there is any, and no sign needs it', () => {
    const text = drawScreen(picture(3, [partition(0, { isr: [1, 2] })]), { columns: 80, rows: 24 });
    expect(stripVTControlCharacters(text)).toMatch(/^0 +★ +● +○ /m);
  });
});
