/** The whole order of `down`, on every runtime: check, end sessions, remove, forget. */
import type { Instance } from '../../cluster/instance.ts';
import type { LeftAfterDown } from '../../cluster/lifecycle.ts';
import { isInOnePlace } from '../../cluster/places.ts';
import { partOf, type Runtime } from '../../cluster/runtime.ts';
import { lockInstance, readInstance, removeInstance, type LockOptions } from '../instances.ts';
import { forgetUsers } from '../users.ts';

/** How an instance is taken down. */
export interface DownOptions {
  /** Keep the nodes' data and the instance, so that a later `up` goes on with both. @default false */
  readonly keepData?: boolean;
}

/** Removes everything that is an instance's own, whoever uses it and from any state; twice is fine. */
export async function takeDown(
  runtime: Runtime,
  instance: Instance,
  { keepData = false, ...lock }: DownOptions & LockOptions = {},
): Promise<LeftAfterDown> {
  const release = await lockInstance(instance.id, lock);
  try {
    return await takeDownLocked(runtime, instance, { keepData });
  } finally {
    await release();
  }
}

/** Does what {@link takeDown} does, for whoever has the instance's lock already. */
export async function takeDownLocked(
  runtime: Runtime,
  instance: Instance,
  { keepData = false }: DownOptions,
): Promise<LeftAfterDown> {
  const removal = await partOf(runtime, 'lifecycle').prepareDown(instance);
  const keeps = keepData && ((await removal.hasData?.()) ?? true);
  // ZooKeeper keeps sessions with the data and goes on with them after a restart, and a broker that finds one of its own
  // under way gives up (Kafka 3.9, KafkaZkClient.CheckedEphemeral): brokers that may end them do.
  if (keeps && instance.topology.mode === 'zookeeper') await removal.stopBrokers();
  if (keeps) await removal.removeNodes();
  const stays = keeps ? [] : await removal.removeAll();
  if (!keeps) await forget(runtime, instance);
  await forgetUsers(instance.id);
  return { dataKept: keeps, stays };
}

/** What is stored under the id may be of another place, where this one was only found. */
async function forget({ places }: Runtime, instance: Instance): Promise<void> {
  const stored = await readInstance(instance.id);
  if (stored === undefined || isInOnePlace(places, instance, stored)) await removeInstance(instance.id);
}
