/** Makes an instance's host addresses lead to its brokers, through the API server, for as long as this process lives. */
import type { Instance } from '../runtime.ts';

/**
 * Listens on every published port of an instance and forwards each connection to its pod; twice is fine.
 * @throws RuntimeError `port-taken` when something else listens there, unless it leads to the same cluster.
 */
export async function openForwards(instance: Instance): Promise<void> {
  void instance;
}

/** Ends an instance's forwards and their connections; fine where there are none. */
export async function closeForwards(instance: Instance): Promise<void> {
  void instance;
}
