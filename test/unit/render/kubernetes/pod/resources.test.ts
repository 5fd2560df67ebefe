/** Quantities as the API server writes them back: kubectl would take any other form for a change, each time it applies. */
import { expect, it } from 'vitest';
import { resourcesOf } from '../../../../../src/render/kubernetes/pod/resources.ts';
import { resolved } from '../../../../support/topologies.ts';

it.each([
  [256, '448Mi', '768Mi'],
  [320, '512Mi', '832Mi'],
  [512, '704Mi', '1Gi'],
  [832, '1Gi', '1344Mi'],
])('a heap of %i MiB asks for %s and at most %s', (heapMb, request, limit) => {
  const [node] = resolved('single-broker').nodes;
  const { requests, limits } = resourcesOf({ ...node!, heapMb });
  expect(requests?.['memory']?.value).toBe(request);
  expect(limits?.['memory']?.value).toBe(limit);
  expect(limits?.['ephemeral-storage']?.value).toBe('1Gi');
});
