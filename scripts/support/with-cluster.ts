/** Gives work a running cluster: the one that is up, or with `--up` one of its own that goes down afterwards. */
import { LabError, messageOf, RuntimeError, UsageError } from '../../src/index.ts';
import { noteBroken } from '../../src/runtimes/shared/broken-nodes.ts';
import { chooseRuntime, runtimeNamed } from '../../src/runtimes/choose.ts';
import { instanceId } from '../../src/runtimes/instances.ts';
import { upCommandOf } from '../../src/runtimes/shared/node-states.ts';
import { countOf, lookFor } from '../../src/runtimes/up/presence.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { endWords, holdCluster, useCluster } from '../../src/runtimes/shared-use.ts';
import { createTopology } from '../../topologies/index.ts';
import { clusterNamed } from './cluster.ts';
import { placeAsked, type PlaceOptions } from './place-options.ts';
import type { TerminalProgress } from './progress.ts';
import { finishing, interrupted } from './interruption.ts';
import { withAddedServices, type WithServicesOption } from './with-services.ts';
import { findOptions, type WhereOptions } from './where.ts';

/** Where the cluster comes from. */
export interface WithClusterOptions {
  /** Bring one up for this work alone. @default false: use the one that is up */
  readonly up?: boolean | undefined;
  /** Runtime to bring it up on, or that the one that is up must be on. @default for `up`: KLAB_ON, else the lab's own */
  readonly on?: string | undefined;
  readonly progress: TerminalProgress;
  /** Bring it up so that its nodes can be cut off. @default false */
  readonly isolatable?: boolean | undefined;
  /** Side services to bring up with it. @default those of the topology */
  readonly added?: WithServicesOption;
  /** Added to every port of one that is brought up. @default 0 */
  readonly portOffset?: number | undefined;
  /** Where on Kubernetes to bring it up, or to look for it. @default a kind cluster of its own; all on this machine */
  readonly where?: PlaceOptions & WhereOptions;
  /** What the work breaks it by, such as `drill`. @default it is not broken */
  readonly breaking?: string;
}

/**
 * Runs work on a cluster.
 * @throws LabError `no-instance` when none is up and `up` is not set, `node-state` when `up` is set and one is up.
 */
export async function withCluster<T>(
  name: string,
  { up, on, isolatable = false, added = {}, portOffset, progress, where = {}, breaking }: WithClusterOptions,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  if (!up && added.with !== undefined) {
    throw new UsageError('--with is for a cluster that is brought up; add --up, or drop it');
  }
  if (!up && isolatable) {
    throw new UsageError('--isolatable is for a cluster that is brought up; add --up, or drop it');
  }
  if (!up && portOffset !== undefined) {
    throw new UsageError('--port-offset is for a cluster that is brought up; add --up, or name the instance');
  }
  if (!up) {
    const options = {
      on,
      running: 'a broker' as const,
      sparing: true,
      yes: where.yes ?? false,
      ...findOptions(where),
    };
    const found = await clusterNamed(name, { ...options, ...(breaking !== undefined && { breaking }) });
    return whileHeld(found, progress, (cluster) => onWatched(cluster, work));
  }
  const topology = withAddedServices(createTopology(name), added).resolve();
  const { runtime, reason } = await chooseRuntime(on, topology);
  const place = placeAsked(where, runtime.name);
  progress.step(`${topology.name} on ${runtime.name} (${reason})`);
  for (const warning of topology.warnings) progress.note(warning);
  const id = instanceId(topology.name, runtime.name, portOffset ?? 0);
  const isUp = { finishing: `taking ${id} down`, left: () => [`${id} is up: klab down ${id}`] };
  return finishing(isUp, async () => {
    const { cluster, end } = await useCluster({
      topology,
      runtime,
      portOffset: portOffset ?? 0,
      where: place,
      isolatable,
      overridden: added.with !== undefined,
      progress,
      signal: interrupted,
      fresh: true,
    });
    progress.succeed(`${id} is ready`);
    return await thenDown(
      () => work(cluster),
      async () => {
        progress.step(`taking ${id} down`);
        progress.succeed(`${id} ${endWords[await end()]}`);
      },
    );
  });
}

/** Work on a cluster, of which an interruption leaves nothing broken without a word. */
function onWatched<T>(found: RunningCluster, work: (cluster: RunningCluster) => Promise<T>): Promise<T> {
  const { cluster, broken } = noteBroken(found);
  return finishing({ finishing: `cleaning up in ${found.instance.id}`, left: broken }, () => work(cluster));
}

/** Does the work, then takes the cluster down. @throws what the work throws, with what is left where that fails too. */
async function thenDown<T>(work: () => Promise<T>, down: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await down().catch((left: unknown) => {
      throw withLeft(error, left);
    });
    throw error;
  }
  await down();
  return result;
}

/** What ended the work decides the code; that the cluster is still there must be known as well. */
function withLeft(error: unknown, left: unknown): LabError {
  const { code, exitCode, details } = error instanceof LabError ? error : new RuntimeError('left-behind', '');
  const message = `${messageOf(error)}; and the cluster could not be taken down: ${messageOf(left)}`;
  return new LabError(code, message, { cause: error, exitCode, details });
}

/**
 * A program whose cluster it is may end meanwhile: it then leaves the cluster to this work.
 * @throws LabError `no-instance` where nothing but data is there.
 */
async function whileHeld<T>(
  cluster: RunningCluster,
  progress: TerminalProgress,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  const { instance } = cluster;
  const runtime = runtimeNamed(instance.runtime);
  const { presence, data } = await lookFor(runtime, instance);
  if (presence === 'data') {
    const kept = `its data is kept (${countOf(data)})`;
    throw new LabError(
      'no-instance',
      `${instance.id} is down, and ${kept}; bring it up: ${upCommandOf(instance, runtime)}`,
    );
  }
  const end = await holdCluster(runtime, instance);
  try {
    return await work(cluster);
  } finally {
    const ended = await end();
    if (ended === 'gone' || ended === 'data-kept')
      progress.note(`${instance.id} ${endWords[ended]}: the program that made it has ended`);
  }
}
