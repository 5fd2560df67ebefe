/** Groups of others are changed only by whoever types their names, and only while nobody is in. */
import { expect, it } from 'vitest';
import { groupActions } from '../../../src/web/group-actions.ts';
import type { Lab } from '../../../src/web/lab.ts';
import { obstacleToGroup } from '../../../src/web/play/other-groups.ts';

function labWith(foreign: boolean): Lab {
  return {
    cluster: { instance: { id: 'mine', foreign } },
    otherGroups: { ids: ['shop'] },
    topics: ['orders'],
  } as unknown as Lab;
}

const acts = ['reset-group', 'delete-group'] as const;
const wish = { group: 'shop', topic: 'orders', to: 'earliest' };

it.each(acts)('%s asks for the name of the group', async (act) => {
  for (const typed of [undefined, '', 'Shop', true]) {
    const asked = groupActions[act](labWith(false), { ...wish, typed });
    await expect(asked).rejects.toThrow('type its name: shop');
  }
});

it.each(acts)('%s asks for the name of a cluster of others as well', async (act) => {
  const asked = groupActions[act](labWith(true), { ...wish, typed: 'shop' });
  await expect(asked).rejects.toThrow("mine is not klab's own");
});

it.each(acts)('%s knows no group that was not seen', async (act) => {
  const asked = groupActions[act](labWith(false), { ...wish, group: 'other', typed: 'other' });
  await expect(asked).rejects.toThrow('use shop');
});

it.each([
  { state: 'Stable', members: 2, obstacle: 'shop is Stable, with 2 members: Kafka moves and removes only' },
  { state: 'PreparingRebalance', members: 1, obstacle: 'NON_EMPTY_GROUP' },
  // One of another protocol is listed, and its coordinator tells nothing of it when it is asked so.
  { state: 'Dead', members: 0, obstacle: 'tells nothing of shop' },
])('says why Kafka does not touch one that is $state', ({ state, members, obstacle }) => {
  const all = Array.from({ length: members }, (_, index) => ({ id: `member-${index}`, partitions: [] }));
  const found = obstacleToGroup({ group: 'shop', state, members: all, partitions: [] });
  expect(found).toContain(obstacle);
});

it('leaves an empty one to whoever types its name', () => {
  expect(obstacleToGroup({ group: 'shop', state: 'Empty', members: [], partitions: [] })).toBeNull();
});
