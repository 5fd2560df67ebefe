/** Other controllers than before: those that stay are what they were, and no number or port is ever another's. */
import { describe, expect, it } from 'vitest';
import { isolatedControllers, withControllers } from '../../../../src/cluster/changed/with-controllers.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker-isolated');
const portsOf = (numbers: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    isolatedControllers(withControllers(topology, numbers)).map(({ id, listeners }) => [
      id,
      listeners[0]!.port,
    ]),
  );

describe('withControllers', () => {
  it('leaves those as they are that stay, and gives further ones the next number and port', () => {
    const to = withControllers(topology, [101, 103, 104]);
    const [first, second, third] = isolatedControllers(to);
    expect([first, second]).toEqual([topology.nodes[0], topology.nodes[2]]);
    expect(third).toMatchObject({ id: 'controller-104', number: 104, settings: { 'node.id': '104' } });
    const base = topology.nodes[0]!.listeners[0]!.port;
    expect(portsOf([101, 103, 104])).toEqual({
      'controller-101': base,
      'controller-103': base + 2,
      'controller-104': base + 3,
    });
    // Whoever came later finds its port whichever went before it.
    expect(portsOf([104, 105])).toEqual({ 'controller-104': base + 3, 'controller-105': base + 4 });
  });

  it('has brokers wait for the controllers that are there', () => {
    const [broker] = withControllers(topology, [102, 104]).nodes.filter(({ role }) => role === 'broker');
    expect(broker?.dependsOn).toEqual(['controller-102', 'controller-104']);
  });

  it('is the same topology with the same numbers, and none of a combined quorum', () => {
    expect(withControllers(topology, [101, 102, 103])).toEqual({ ...topology, quorumBegun: true });
    expect(withControllers(resolved('multi-broker'), [101])).toEqual(resolved('multi-broker'));
  });
});
