/** Each upgrade of a matrix begins with a cluster of its earlier version; one that Kafka does not have says why. */
import { expect, it } from 'vitest';
import { setupsOf } from '../../../../src/app/matrix/setups.ts';
import { registry } from '../../../../topologies/index.ts';

const inShort = (names: readonly string[], more: Partial<Parameters<typeof setupsOf>[0]> = {}) =>
  setupsOf({ topologies: names, sessionTimeoutsMs: [undefined], ...more }, registry).map(
    ({ topology: { name, kafkaVersion, security }, upgradeTo, obstacle }) =>
      [name, kafkaVersion, upgradeTo, security !== undefined, obstacle?.split(',')[0]] as const,
  );
const upgrades = [
  { from: '3.9.2', to: '4.4.0' },
  { from: '4.3.1', to: '4.4.0' },
] as const;

it('has every upgrade of every topology, also secured', () => {
  expect(inShort(['multi-broker'], { upgrades, secure: true })).toEqual([
    ['multi-broker', '3.9.2', '4.4.0', false, undefined],
    ['multi-broker', '4.3.1', '4.4.0', false, undefined],
    ['multi-broker', '3.9.2', '4.4.0', true, undefined],
    ['multi-broker', '4.3.1', '4.4.0', true, undefined],
  ]);
});

it('has those with ZooKeeper as what they are not', () => {
  expect(inShort(['multi-zookeeper'], { upgrades })).toEqual([
    ['multi-zookeeper', '3.9.2', '4.4.0', false, 'with its metadata in ZooKeeper it stays at Kafka 3.9.2'],
  ]);
});

it('has each topology as it is where drills are run', () => {
  expect(inShort(['multi-broker', 'secure'], { secure: true })).toEqual([
    ['multi-broker', '4.3.1', undefined, false, undefined],
    ['multi-broker', '4.3.1', undefined, true, undefined],
    ['secure', '4.3.1', undefined, true, undefined],
  ]);
});
