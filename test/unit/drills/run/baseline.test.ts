import { describe, expect, it } from 'vitest';
import { Baseline } from '../../../../src/drills/run/baseline.ts';

/** Traffic to partition 0 whose pauses, in milliseconds, are given by its time. */
function traffic(
  untilMs: number,
  pauseMs: (atMs: number) => number,
  { besidePrograms = false } = {},
): Baseline {
  const baseline = new Baseline(10, besidePrograms);
  for (let atMs = 0; atMs <= untilMs; atMs += pauseMs(atMs)) baseline.acknowledged(0, atMs);
  return baseline;
}

describe('a baseline', () => {
  it('is there after two seconds at the rate that was asked for', () => {
    expect(traffic(1_900, () => 10).lacks(0, 1_900, 0)).toBe('partition 0 acknowledges 100 records/s');
    expect(traffic(2_000, () => 10).lacks(0, 2_000, 0)).toBeUndefined();
  });

  it('is there when a slow machine is even at its own rate', () => {
    expect(traffic(2_500, () => 50).lacks(0, 2_500, 0)).toBeUndefined();
  });

  it('waits for programs that have just been started to leave it the machine', () => {
    const besidePrograms = true;
    expect(traffic(9_900, () => 50, { besidePrograms }).lacks(0, 9_900, 0)).toBeDefined();
    expect(traffic(10_000, () => 50, { besidePrograms }).lacks(0, 10_000, 0)).toBeUndefined();
    expect(traffic(2_000, () => 10, { besidePrograms }).lacks(0, 2_000, 0)).toBeUndefined();
  });

  it('is not there while traffic still gets faster', () => {
    const quicker = traffic(3_000, (atMs) => (atMs < 2_000 ? 200 : 40));
    expect(quicker.lacks(0, 3_000, 0)).toBe('partition 0 acknowledges 25 records/s');
  });

  it('waits for brokers that are not yet as fast as they can be', () => {
    const warming = (atMs: number): number => 1_000 / Math.min(50 + atMs / 200, 70);
    expect(traffic(3_000, warming).lacks(0, 3_000, 0)).toBeDefined();
    expect(traffic(6_000, warming).lacks(0, 6_000, 0)).toBeUndefined();
  });

  it('is at the rate that was asked for only where the load that it is said to have is', () => {
    const cold = (atMs: number): number => (atMs < 2_000 ? 50 : 10);
    expect(traffic(3_000, cold).lacks(0, 3_000, 0)).toBe('partition 0 acknowledges 100 records/s');
    expect(traffic(4_000, cold).lacks(0, 4_000, 0)).toBeUndefined();
  });

  it('is not there for a partition that nobody writes to', () => {
    expect(traffic(20_000, () => 10).lacks(1, 20_000, 0)).toBe('partition 1 acknowledges 0 records/s');
  });

  it('is there for a partition that takes less than a record a second, once a machine has had its time', () => {
    const slow = traffic(11_000, () => 2_200);
    expect(slow.lacks(0, 9_900, 0)).toBe('partition 0 acknowledges 0 records/s');
    expect(slow.lacks(0, 10_500, 0)).toBeUndefined();
  });

  it('is whatever there is once a machine has had its time', () => {
    const uneven = (atMs: number): number => (Math.floor(atMs / 1_000) % 2 === 0 ? 20 : 200);
    expect(traffic(9_900, uneven).lacks(0, 9_900, 0)).toBeDefined();
    expect(traffic(10_000, uneven).lacks(0, 10_000, 0)).toBeUndefined();
  });
});
