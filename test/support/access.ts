/** Access to brokers of which nothing is known but where they answer. */
import type { ClusterAccess } from '../../src/cluster/access.ts';

/** Numbered from 1, in this order. */
export function accessTo(...addresses: readonly string[]): ClusterAccess {
  return {
    brokers: addresses.map((address, index) => ({
      number: index + 1,
      id: `broker-${index + 1}`,
      address,
      listeners: { EXTERNAL: address },
    })),
  };
}
