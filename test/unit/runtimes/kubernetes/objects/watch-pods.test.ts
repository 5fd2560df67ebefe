import { expect, it } from 'vitest';
import type { PodProblem } from '../../../../../src/runtimes/kubernetes/objects/pod-reading.ts';
import { withPatience } from '../../../../../src/runtimes/kubernetes/objects/watch-pods.ts';

const lasting: PodProblem = {
  nodeId: 'broker-1',
  reason: 'has no machine',
  finalIfItStays: 'cluster-refused',
};
const passing: PodProblem = { nodeId: 'broker-2', reason: 'has no pod yet' };

it('gives up on what stays as it is, and begins anew when it has changed', () => {
  const since = new Map<string, number>();
  const at = (now: number, ...problems: PodProblem[]): unknown => withPatience(problems, since, now);
  expect(at(0, lasting, passing)).toEqual([lasting, passing]);
  expect(at(29_999, lasting)).toEqual([lasting]);
  expect(at(30_000, lasting, passing)).toEqual([{ ...lasting, final: 'cluster-refused' }, passing]);
  expect(at(31_000, passing)).toEqual([passing]);
  expect(at(32_000, lasting)).toEqual([lasting]);
  expect(at(61_000, lasting)).toEqual([lasting]);
  expect(at(62_000, lasting)).toEqual([{ ...lasting, final: 'cluster-refused' }]);
});
