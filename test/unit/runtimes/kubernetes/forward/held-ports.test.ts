import { describe, expect, it } from 'vitest';
import { strangersAmong } from '../../../../../src/runtimes/kubernetes/forward/held-ports.ts';

const held = (...clusterIds: (string | undefined)[]) =>
  clusterIds.map((clusterId, index) => ({ hostPort: 9_092 + index, clusterId }));
const ports = (found: readonly { readonly hostPort: number }[]): number[] =>
  found.map(({ hostPort }) => hostPort);

describe('ports that somebody has', () => {
  it('are no stranger’s where they lead to the same cluster', () => {
    expect(strangersAmong(held('mine', 'mine'), 'mine')).toEqual([]);
  });

  it('are no stranger’s where one broker is down and another answers for the cluster', () => {
    expect(strangersAmong(held(undefined, 'mine'), 'mine')).toEqual([]);
  });

  it('are a stranger’s where another cluster answers, or nobody', () => {
    expect(ports(strangersAmong(held('mine', 'other'), 'mine'))).toEqual([9_093]);
    expect(ports(strangersAmong(held(undefined, undefined), 'mine'))).toEqual([9_092, 9_093]);
  });

  it('are a stranger’s where nobody knows the own cluster yet', () => {
    expect(ports(strangersAmong(held('other', undefined), undefined))).toEqual([9_092, 9_093]);
  });
});
