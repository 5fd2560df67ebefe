import { expect, it } from 'vitest';
import { placeAsked } from '../../../src/app/place.ts';

it('takes what says where on Kubernetes, and nothing else', () => {
  const options = { cluster: 'shared', nodeImage: 'kindest/node:v1.34.1', on: 'kubernetes' };
  expect(placeAsked(options, 'kubernetes')).toEqual({ cluster: 'shared', nodeImage: 'kindest/node:v1.34.1' });
  expect(placeAsked({}, 'local')).toEqual({});
});

it.each([
  [
    { context: 'x' },
    'local',
    '--context means something only on kubernetes; add --on kubernetes, or drop it',
  ],
  [{ cluster: 'x' }, 'compose', '--cluster means something only on kubernetes'],
  [
    { context: 'x', nodeImage: 'y' },
    'kubernetes',
    '--context uses a cluster that is there; drop it, or drop --node-image',
  ],
  [{ cluster: 'My Cluster' }, 'kubernetes', '--cluster "My Cluster" cannot be the name of a kind cluster'],
])('refuses %o on %s', (options, runtime, message) => {
  expect(() => placeAsked(options, runtime)).toThrow(message);
});
