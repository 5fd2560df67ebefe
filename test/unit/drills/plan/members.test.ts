/** A drill that kills clients needs some; all others have them or not. */
import { expect, it } from 'vitest';
import { assertHasClients } from '../../../../src/drills/plan/obstacles.ts';
import { drillNamed } from '../../../../src/drills/index.ts';

it('is refused without clients, with the fix', () => {
  const plan = drillNamed('kill-member');
  expect(() => assertHasClients(plan, 0)).toThrow(
    'kill-member kills a consumer of each client program, and there are none; add some, such as --client kafkajs,java',
  );
  expect(() => assertHasClients(plan, 1)).not.toThrow();
  expect(() => assertHasClients(drillNamed('kill-leader'), 0)).not.toThrow();
});
