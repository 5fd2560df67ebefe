import { describe, expect, it } from 'vitest';
import { metricsFollowFaults } from '../../../src/checks/services/metrics-follow-faults.ts';
import { describeDifference, metricsScraped } from '../../../src/checks/services/metrics-scraped.ts';
import { describeUnscraped, type Scrape } from '../../../src/checks/services/prometheus-view.ts';
import { resolved } from '../../support/topologies.ts';

const topology = resolved('open-stack');
const scraped = (at: number, changes: Readonly<Record<string, Partial<Scrape>>> = {}): readonly Scrape[] =>
  ['broker-1', 'broker-2', 'broker-3'].map((node) => ({ node, at, reached: true, ...changes[node] }));

describe('a broker is scraped', () => {
  it('when the last scrape reached it', () => {
    expect(describeUnscraped(topology, scraped(10))).toBeUndefined();
  });

  it('when it was reached again since the check began', () => {
    expect(describeUnscraped(topology, scraped(11), scraped(10))).toBeUndefined();
    const late = scraped(11, { 'broker-2': { at: 10 } });
    expect(describeUnscraped(topology, late, scraped(10))).toBe('broker-2 not scraped');
  });

  it('and not when a scrape failed, or Prometheus does not know it', () => {
    const failed = scraped(11, { 'broker-1': { reached: false } });
    expect(describeUnscraped(topology, failed, scraped(10))).toBe('broker-1 not scraped');
    expect(describeUnscraped(topology, scraped(11).slice(0, 1), scraped(10))).toBe(
      'broker-2, broker-3 not scraped',
    );
  });
});

describe('the counts of Prometheus and the cluster', () => {
  it('agree, or are told apart', () => {
    expect(describeDifference({ leaders: 3, copies: 9 }, { leaders: 3, copies: 9 })).toBeUndefined();
    expect(describeDifference({ leaders: 3, copies: 8 }, { leaders: 3, copies: 9 })?.reason).toBe(
      'Prometheus counts 8 copies, the cluster has 9',
    );
    expect(describeDifference({ leaders: Number.NaN, copies: 9 }, { leaders: 3, copies: 9 })?.reason).toBe(
      'Prometheus counts NaN leaders, the cluster has 3',
    );
  });
});

it.each([metricsScraped, metricsFollowFaults])('$name is skipped without a Prometheus', (check) => {
  const on = (name: string) => ({ cluster: { topology: resolved(name), instance: { portOffset: 0 } } });
  expect(check.skipReason?.(on('multi-broker'))).toBe('the topology has no Prometheus; open-stack has one');
  expect(check.skipReason?.(on('open-stack'))).toBeUndefined();
});
