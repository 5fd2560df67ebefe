/** Smoke check: every module of Conduktor Console is up. */
import { findService } from '../../kafka/node.ts';
import { servicePlace } from '../../client/services/address.ts';
import { consoleModules } from '../../client/services/console.ts';
import { CheckFailure } from '../../errors.ts';
import type { SmokeCheck } from '../kit/check.ts';

/** Asks for its health: whatever else it answers wants a person who has signed in. */
export const consoleReady: SmokeCheck = {
  name: 'console-ready',
  service: 'console',
  claim: 'Conduktor Console is ready, with its database and every module.',
  skipReason: ({ cluster: { topology } }) =>
    findService(topology, 'console') === undefined
      ? 'needs Conduktor Console: the topology has none; full-stack has it'
      : undefined,
  async run({ cluster: { topology, instance }, signal }) {
    const node = findService(topology, 'console')!;
    const place = servicePlace(node, instance.portOffset, signal);
    const { up, others } = await consoleModules(place);
    if (others.length > 0) throw new CheckFailure(`not up in ${node.id}: ${others.join(', ')}`);
    if (up.length === 0) throw new CheckFailure(`${node.id} names no module that is up`);
    return `up in ${node.id}: ${up.join(', ')}`;
  },
};
