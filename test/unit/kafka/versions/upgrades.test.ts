/** Upgrades are from each version to each later one, and only those that Kafka has. */
import { expect, it } from 'vitest';
import { upgradeObstacle, upgradesBetween } from '../../../../src/kafka/versions/upgrades.ts';

it('go from each version to each later one, the earliest first', () => {
  const versions = ['4.10.0', '4.4.0', '3.9.2'] as const;
  expect(upgradesBetween(versions, versions)).toEqual([
    { from: '3.9.2', to: '4.4.0' },
    { from: '3.9.2', to: '4.10.0' },
    { from: '4.4.0', to: '4.10.0' },
  ]);
  expect(upgradesBetween(['4.4.0'], ['3.9.2', '4.4.0'])).toEqual([]);
});

it('are none of a cluster with ZooKeeper, and none to 4.x from before 3.3', () => {
  expect(upgradeObstacle('kraft', { from: '3.9.2', to: '4.4.0' })).toBeUndefined();
  expect(upgradeObstacle('kraft', { from: '3.3.2', to: '4.0.2' })).toBeUndefined();
  expect(upgradeObstacle('kraft', { from: '3.2.3', to: '3.9.2' })).toBeUndefined();
  expect(upgradeObstacle('kraft', { from: '3.2.3', to: '4.0.2' })).toBe(
    'Kafka 4.0.2 takes on clusters of 3.3 and newer; go to 3.9 first',
  );
  expect(upgradeObstacle('zookeeper', { from: '3.9.2', to: '4.4.0' })).toContain('only one in KRaft goes on');
});
