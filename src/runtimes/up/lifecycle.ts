/** The whole order of `up`, on every runtime: check, place, render, provide, start, wait, save. */
import { basename } from 'node:path';
import type { Instance } from '../../cluster/instance.ts';
import type { Deployment, UpRequest } from '../../cluster/lifecycle.ts';
import { withSettings } from '../../cluster/changed/settings.ts';
import { withKraft } from '../../cluster/migration/kraft-topology.ts';
import { withBrokers } from '../../cluster/changed/resized.ts';
import { withControllers, withDynamicQuorum } from '../../cluster/changed/with-controllers.ts';
import { withVersion } from '../../cluster/changed/upgraded.ts';
import { admitUsers } from './admit-users.ts';
import { runningCluster, type RunningCluster } from '../../cluster/running-cluster.ts';
import { partOf, type Runtime } from '../../cluster/runtime.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import {
  forgetInstance,
  instanceId,
  lockInstance,
  readInstance,
  removeInstance,
  saveInstance,
} from '../instances.ts';
import { secretsDir } from '../secrets/files.ts';
import { hasSecrets } from '../secrets/secrets.ts';
import { forgetMaker } from '../users.ts';
import { dropFilesBefore, restoreFiles } from './files-before.ts';
import { assertMayFind, freshInstance, goOn, whatIsThere } from './going-on.ts';
import { counted } from '../../words.ts';
import { lookFor, type Presence, type Sighting } from './presence.ts';
import { makeTopics } from './make-topics.ts';
import type { BringUpRequest } from './request.ts';
import { synthesize } from './synthesize.ts';
import { untilReady } from './until-ready.ts';

export type { BringUpRequest } from './request.ts';

/** A cluster that is ready. */
export interface BroughtUp extends RunningCluster {
  /** Whether this `up` made it: no node of it was there before. Data that was kept is no cluster yet. */
  readonly made: boolean;
}

/** Called under the lock once a cluster is ready, with what was there before. */
export type WhenUp = (instance: Instance, before: Presence) => Promise<void>;

/**
 * Synthesizes, then deploys exactly that. An instance that is up already is completed: what does not run is started.
 * No other klab brings it up or down meanwhile.
 * @param whenUp by default the cluster becomes a person's, whom nobody takes it from.
 * @throws LabError when the instance is there with other settings, or its data is of something else; RuntimeError when it
 * does not get ready.
 */
export async function bringUp(
  request: BringUpRequest,
  whenUp: WhenUp = ({ id }) => forgetMaker(id),
): Promise<BroughtUp> {
  const { topology, runtime, portOffset } = request;
  const id = instanceId(topology.name, runtime.name, portOffset);
  const release = await lockInstance(id, request);
  try {
    return await bringUpLocked(request, id, whenUp);
  } finally {
    await release();
  }
}

async function bringUpLocked(asked: BringUpRequest, id: string, whenUp: WhenUp): Promise<BroughtUp> {
  const { runtime, progress, signal, where } = asked;
  const stored = await readInstance(id);
  // Pods that somebody deploys by hand may have them, and klab is let in by nothing else.
  const spared = stored === undefined && hasSecrets(id) ? [basename(secretsDir(id))] : [];
  const existing = await whatIsThere(asked, id, stored);
  const request = asChanged(asked, existing?.instance);
  if (existing !== undefined) assertMayFind(request, existing, stored !== undefined);
  let before: Presence | undefined = existing?.presence;
  try {
    const instance =
      existing === undefined
        ? await newInstance(await freshInstance(request, id, stored), request)
        : await goOn(existing, stored, request);
    if (before === undefined) {
      // Where the place has been asked already, it has nothing.
      const there = runtime.places === undefined ? await lookFor(runtime, instance) : nothingOf(instance);
      assertMayFind(request, there, false);
      before = there.presence;
    }
    const isThere = existing !== undefined;
    const ready = await deploy(runtime, { instance, isThere, progress, signal, ...(where && { where }) });
    await dropFilesBefore(id);
    await whenUp(ready, before);
    return { ...runningCluster(runtime, ready), made: before === 'nothing' || before === 'data' };
  } catch (error) {
    await restoreFiles(id);
    if (stored !== undefined && existing?.presence === 'data') await saveInstance(stored);
    // What was made is removed, unless the error says otherwise; what is left of a new instance is its folder.
    const isLeft = error instanceof LabError && error.code === 'left-behind';
    if (existing === undefined && !isLeft && before !== undefined) {
      // Data that was found is nobody's to delete, nor is what runs on it.
      await (before === 'data' || before === 'nodes' ? forgetInstance(id) : removeInstance(id, spared));
    }
    throw error;
  }
}

/** What was changed of an instance while it ran belongs to it, whatever its topology says by itself. */
function asChanged(request: BringUpRequest, existing: Instance | undefined): BringUpRequest {
  const { changed = {}, migrated, resizedTo, upgradedTo, controllers, madeDynamic } = existing ?? {};
  const words = Object.entries(changed).map(([name, value]) => `${name}=${value}`);
  if (resizedTo !== undefined) words.unshift(counted(resizedTo, 'broker'));
  if (controllers !== undefined) words.unshift(`controllers ${controllers.join(', ')}`);
  if (madeDynamic === true) words.unshift('a dynamic quorum');
  if (upgradedTo !== undefined) words.unshift(`Kafka ${upgradedTo}`);
  if (migrated === true) words.unshift('metadata in KRaft');
  if (words.length === 0) return request;
  request.progress.note(`with what was changed while it ran: ${words.join(', ')}`);
  const settled = migrated === true ? withKraft(request.topology) : request.topology;
  const resized = resizedTo === undefined ? settled : withBrokers(settled, resizedTo);
  const revoted = controllers === undefined ? resized : withControllers(resized, controllers);
  const dynamic = madeDynamic === true ? withDynamicQuorum(revoted) : revoted;
  const upgraded = upgradedTo === undefined ? dynamic : withVersion(dynamic, upgradedTo);
  return { ...request, topology: withSettings(upgraded, changed), overridden: true };
}

function nothingOf(instance: Instance): Sighting {
  return { instance, presence: 'nothing', data: [] };
}

async function newInstance(fresh: Instance, request: BringUpRequest): Promise<Instance> {
  const clusterId = request.runtime.lifecycle?.clusterIds?.fresh(fresh);
  const instance = { ...fresh, ...(clusterId !== undefined && { clusterId }) };
  return { ...instance, filesDir: await synthesize(request, instance) };
}

/** From an instance that is decided and rendered to a cluster that is ready; what fails or is interrupted half-way is undone. */
async function deploy(runtime: Runtime, request: UpRequest): Promise<Instance> {
  const { progress } = request;
  const deployment = await partOf(runtime, 'lifecycle').prepareUp(request);
  const { instance, record } = deployment;
  try {
    if (record !== undefined) await saveInstance(record);
    const ids = await deployment.provide();
    progress.step(`${ids.length} of ${instance.topology.nodes.length} nodes to start`);
    await deployment.start();
    progress.step('waiting until the cluster is ready');
    const whenBrokersServe = async (): Promise<void> => {
      await admitUsers(instance);
      await makeTopics(instance, request);
      await deployment.startServices?.();
    };
    const started = { instance, ids, waiting: deployment.wait(), whenBrokersServe };
    const clusterId = await untilReady(runtime, started, request);
    await deployment.finish?.();
    const ready = { ...instance, clusterId };
    await saveInstance(ready);
    return ready;
  } catch (error) {
    await undo(deployment, error);
    throw error;
  } finally {
    deployment[Symbol.dispose]?.();
  }
}

/** @throws RuntimeError `left-behind` where what was made cannot be removed */
async function undo(deployment: Deployment, cause: unknown): Promise<void> {
  try {
    await deployment.undo();
  } catch (error) {
    const left = `what was made is left (${messageOf(error)}); remove it: klab down ${deployment.instance.id}`;
    throw new RuntimeError('left-behind', `${messageOf(cause)}; ${left}`, { cause });
  }
}
