/** What a place is called, and which options lead to it again. */
import { describe, expect, it } from 'vitest';
import type { KubernetesPlace } from '../../../../../src/runtimes/kubernetes/place/place.ts';
import {
  fits,
  optionsToUp,
  renderOptions,
  wordsOf,
} from '../../../../../src/runtimes/kubernetes/place/words.ts';

const kind: KubernetesPlace = {
  context: 'kind-a',
  namespace: 'shop',
  hostAccess: 'node-port',
  kindCluster: 'a',
};
const { kindCluster: _, ...inContext } = kind;

it('is called by its namespace and context', () => {
  expect(wordsOf(kind)).toBe('namespace shop of context kind-a');
});

describe('the options with which up goes there again', () => {
  it.each([
    ['none for a cluster that it makes by itself', { ...kind, madeByLab: true }, []],
    ['the name of a kind cluster', kind, ['--cluster a']],
    ['the context of any other', inContext, ['--context kind-a']],
    [
      'a namespace that is there',
      { ...kind, namespaceStays: true },
      ['--context kind-a', '--namespace shop'],
    ],
  ])('%s', (_what, place, options) => {
    expect(optionsToUp(place)).toEqual(options);
  });
});

it('is where it was wished as far as anything was', () => {
  expect(fits({ place: kind }, {})).toBe(true);
  expect(fits({ place: kind }, { context: 'kind-a', cluster: 'a', nodeImage: 'any' })).toBe(true);
  expect(fits({ place: kind }, { namespace: 'other' })).toBe(false);
  expect(fits({ place: inContext }, { cluster: 'a' })).toBe(false);
});

it('shows in manifests where committed ones are not as good', () => {
  expect(renderOptions(kind)).toEqual({});
  expect(renderOptions({ ...kind, hostAccess: 'port-forward', namespaceStays: true })).toEqual({
    hostAccess: 'port-forward',
    namespace: 'shop',
    createNamespace: false,
  });
});
