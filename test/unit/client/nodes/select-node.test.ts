/** Selectors that need no cluster to be judged. */
import { expect, it } from 'vitest';
import { rackIn, selectNode } from '../../../../src/client/nodes/select-node.ts';
import { resolved } from '../../../support/topologies.ts';

const cluster = { topology: resolved('three-racks'), brokers: [] };

it('finds a node by its id', async () => {
  expect(await selectNode('broker-2', cluster)).toMatchObject({ id: 'broker-2' });
  await expect(selectNode('broker-9', cluster)).rejects.toThrow('three-racks has no node "broker-9"; use');
});

it('tells a rack from a node', async () => {
  expect(rackIn('rack:a')).toBe('a');
  expect(rackIn('broker-1')).toBeUndefined();
  await expect(selectNode('rack:a', cluster)).rejects.toThrow(
    '"rack:a" is a whole rack, which only kill and start take; name one node',
  );
});
