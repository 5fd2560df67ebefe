/** What only containers have: when the engine starts them again, and the networks that they are on. */
import { expect, it } from 'vitest';
import { edited, inShort } from '../../support/diff-models.ts';
import { resolved } from '../../support/topologies.ts';

it('a container that the engine starts again is told, and what follows', async () => {
  const found = await edited(resolved('single-broker'), 'compose', "restart: 'no'", 'restart: always');
  expect(inShort(found)).toEqual(['broker-1: restart policy restart policy no -> always']);
  expect(found).toMatchObject({ risk: 'medium', restart: { mode: 'rolling' } });
  expect(found.changes[0]?.consequences[0]?.text).toContain(
    'Docker starts it again when its process ends by itself',
  );
});

it('a service that says nothing of it is not started again', async () => {
  const found = await edited(resolved('single-broker'), 'compose', "    restart: 'no'\n", '');
  expect(inShort(found)).toEqual([]);
});

it('networks are told by their names, and by what the node is called there', async () => {
  const topology = resolved('single-broker');
  const other = await edited(topology, 'compose', 'clients: {}', 'shop: {}');
  expect(inShort(other)).toEqual([
    'broker-1: network clients joined -> none',
    'broker-1: network shop none -> joined',
  ]);
  const renamed = await edited(
    topology,
    'compose',
    '          - broker-1.cluster',
    '          - shop.cluster',
  );
  expect(inShort(renamed)).toEqual([
    'broker-1: network cluster joined as broker-1.cluster -> joined as shop.cluster',
  ]);
});
