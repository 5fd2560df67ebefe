/** Whose cluster it is: klab's own is broken by whoever is on the page, another's by whoever types its name. */
import { expect, it } from 'vitest';
import type { Instance } from '../../../src/cluster/instance.ts';
import { assertOwnName } from '../../../src/web/consent.ts';

const own = { id: 'mine' } as unknown as Instance;
const others = { id: 'shop', foreign: true } as unknown as Instance;

it('asks for the name of a cluster of others, and of no other', () => {
  expect(() => assertOwnName(own, {}, 'kill')).not.toThrow();
  expect(() => assertOwnName(others, { confirm: 'shop' }, 'kill')).not.toThrow();
  for (const confirm of [undefined, '', 'SHOP', 'shop ', true, ['shop']]) {
    expect(() => assertOwnName(others, { confirm }, 'kill')).toThrow(
      "shop is not klab's own; to kill it all the same, type its name: shop",
    );
  }
});
