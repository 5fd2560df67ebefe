/** A drill ends once what served before serves again. */
import { expect, it } from 'vitest';
import { serviceAuditor } from '../../../../../src/drills/judge/auditors/services.ts';

it('services that do not serve fail a drill, but for those that did not before', () => {
  const services = [
    { nodeId: 'registry', waitedMs: 800 },
    { nodeId: 'connect', waitedMs: 90_000, problem: 'task 0 of connector orders is FAILED' },
    { nodeId: 'rest', waitedMs: 90_000, problem: 'answers 503', before: true },
  ] as const;
  const findings = serviceAuditor.findings({ input: { services } });
  expect(findings.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(findings[1]?.text).toBe(
    'connect does not serve, 90000 ms waited for: task 0 of connector orders is FAILED',
  );
});
