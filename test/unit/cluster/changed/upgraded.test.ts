/** A topology of another version is what the constructs would have made with it. */
import { describe, expect, it } from 'vitest';
import { withVersion } from '../../../../src/cluster/changed/upgraded.ts';
import { kafkaVersions } from '../../../../src/kafka/versions/versions.ts';
import { createTopology } from '../../../../topologies/index.ts';
import { topologiesOn } from '../../../support/topologies.ts';

const kraft = topologiesOn('local').filter(({ name }) => createTopology(name).resolve().mode === 'kraft');

describe.each(kraft)('$name', ({ name }) => {
  it.each(kafkaVersions.map((version, index) => [version, kafkaVersions.at(index - 1)!] as const))(
    'from %s to %s',
    (from, to) => {
      const made = (kafkaVersion: typeof to) => createTopology(name, { kafkaVersion }).resolve();
      expect(withVersion(made(from), to)).toEqual(made(to));
    },
  );
});

it('leaves an image of one’s own, and what a person has set, as they are', () => {
  const topology = createTopology('multi-broker', { kafkaVersion: '3.9.2' }).resolve();
  const [first, ...others] = topology.nodes;
  const settings = { ...first!.settings, 'share.coordinator.state.topic.min.isr': '1' };
  const own = { ...first!, image: 'shop/kafka:3.9.2', settings };
  const [upgraded] = withVersion({ ...topology, nodes: [own, ...others] }, '4.4.0').nodes;
  expect(upgraded).toMatchObject({ image: 'shop/kafka:3.9.2', version: '4.4.0' });
  expect(upgraded?.settings['share.coordinator.state.topic.min.isr']).toBe('1');
});
