/** What `klab matrix --json` prints keeps the shape of the stored example. */
import { expect, it } from 'vitest';
import { differences } from '../../support/json-shape.ts';

it('is as it was', async () => {
  const of = ['--topologies', 'multi-broker', '--drills', 'kill-leader', '--sessions', '3s', '--runs', '1'];
  expect(await differences('matrix', 'matrix', ...of, '--on', 'local', '--port-offset', '12700')).toEqual([]);
});
