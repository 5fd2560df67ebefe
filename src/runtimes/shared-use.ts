/** A cluster for as long as a program uses it: what programs made goes with the last of them, what was found stays. */
import type { Instance } from '../cluster/instance.ts';
import { isInOnePlace } from '../cluster/places.ts';
import type { Runtime } from '../cluster/runtime.ts';
import { lockInstance, readInstance } from './instances.ts';
import { takeDownLocked } from './up/down.ts';
import type { Presence } from './up/presence.ts';
import { bringUp, type BringUpRequest, type BroughtUp } from './up/lifecycle.ts';
import { beginUse, endUse, forgetMaker, hasUsers, readMaker, writeMaker, type Use } from './users.ts';

/**
 * What became of a cluster at the end of a use: it is gone with its data; it is down and data that was there before is
 * kept; another program uses it; or it was up before any program came.
 */
export type EndOfUse = 'gone' | 'data-kept' | 'in-use' | 'left-up';

/** What each end is, as it reads after the instance's id. */
export const endWords: Readonly<Record<EndOfUse, string>> = {
  gone: 'is gone, with its data',
  'data-kept': 'is down; the data that was there before is kept',
  'in-use': 'stays up: another program uses it',
  'left-up': 'stays up: it was up before',
};

/** A cluster in use by this program. */
export interface UsedCluster {
  readonly cluster: BroughtUp;
  /** Ends the use; twice is fine. */
  readonly end: () => Promise<EndOfUse>;
}

/** Brings a topology up for this program, or joins those that use it. @throws LabError as `bringUp` does. */
export async function useCluster(request: BringUpRequest): Promise<UsedCluster> {
  let use: Use | undefined;
  const cluster = await bringUp(request, async ({ id }, before) => {
    await settleMaker(id, before);
    use = await beginUse(id);
  });
  return { cluster, end: onlyOnce(() => leave(request.runtime, cluster.instance, use)) };
}

/** Holds a cluster that programs made for as long as something is done to it; others need not be held. */
export async function holdCluster(runtime: Runtime, instance: Instance): Promise<() => Promise<EndOfUse>> {
  const { id } = instance;
  if ((await readMaker(id)) === undefined) return async () => 'left-up';
  const release = await lockInstance(id);
  try {
    const use = await beginUse(id);
    return onlyOnce(() => leave(runtime, instance, use));
  } finally {
    await release();
  }
}

/** Whoever finds nodes has not made them; where nobody uses what programs made, nobody may come to take it down. */
async function settleMaker(id: string, before: Presence): Promise<void> {
  if (before === 'nothing' || before === 'data') await writeMaker(id, { foundData: before === 'data' });
  else if (!(await hasUsers(id))) await forgetMaker(id);
}

async function leave(runtime: Runtime, instance: Instance, use: Use | undefined): Promise<EndOfUse> {
  const { id } = instance;
  const release = await lockInstance(id);
  try {
    if (use !== undefined) await endUse(use);
    if (await hasUsers(id)) return 'in-use';
    const maker = await readMaker(id);
    if (maker === undefined) return 'left-up';
    await takeDownLocked(runtime, await asStored(runtime, instance), { keepData: maker.foundData });
    return maker.foundData ? 'data-kept' : 'gone';
  } finally {
    await release();
  }
}

/** As it is stored now: another program may have changed it. What is stored of it elsewhere is another. */
async function asStored({ places }: Runtime, instance: Instance): Promise<Instance> {
  const stored = await readInstance(instance.id);
  return stored !== undefined && isInOnePlace(places, instance, stored) ? stored : instance;
}

function onlyOnce(end: () => Promise<EndOfUse>): () => Promise<EndOfUse> {
  let ended: Promise<EndOfUse> | undefined;
  return () => (ended ??= end());
}
