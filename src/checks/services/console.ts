/** Smoke check: every module of Conduktor Console is up. */
import { consoleModules } from '../../client/services/console.ts';
import { CheckFailure } from '../../errors.ts';
import type { SmokeCheck } from '../kit/check.ts';
import { obstacleToAsking, placeOf } from './its-service.ts';

/** Asks for its health: whatever else it answers wants a person who has signed in. */
export const consoleReady: SmokeCheck = {
  name: 'console-ready',
  service: 'console',
  claim: 'Conduktor Console is ready, with its database and every module.',
  skipReason: (context) => obstacleToAsking(context, 'console'),
  async run(context) {
    const place = placeOf(context, 'console');
    const { up, others } = await consoleModules(place);
    if (others.length > 0) throw new CheckFailure(`not up in ${place.nodeId}: ${others.join(', ')}`);
    if (up.length === 0) throw new CheckFailure(`${place.nodeId} names no module that is up`);
    return `up in ${place.nodeId}: ${up.join(', ')}`;
  },
};
