import { expect, it } from 'vitest';
import { createSecured } from '../../../src/app/secured.ts';
import { TopologyRegistry } from '../../../src/index.ts';
import { multiBroker } from '../../../topologies/multi-broker.ts';
import { secure } from '../../../topologies/secure.ts';

const topologies = new TopologyRegistry({ 'multi-broker': multiBroker, secure });

it('secures a topology that is not', () => {
  const { security, nodes } = createSecured(topologies, 'multi-broker', { brokers: 4 }).resolve();
  expect(security).toMatchObject({ external: { protocol: 'SASL_SSL' }, users: [], superUsers: ['admin'] });
  expect(nodes).toHaveLength(4);
});

it('leaves one as it is that is', () => {
  const { security } = createSecured(topologies, 'secure', {}).resolve();
  expect(security?.users.map(({ name }) => name)).toEqual(['shop']);
});
