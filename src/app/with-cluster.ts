/** Gives work a running cluster: the one that is up, or one of its own that goes down afterwards. */
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { addServices } from '../constructs/services/add-services.ts';
import { LabError, messageOf, withLeft } from '../errors.ts';
import { chooseRuntime, runtimeOf } from '../runtimes/choose.ts';
import { instanceId } from '../runtimes/instances.ts';
import { noteBroken } from '../runtimes/shared/broken-nodes.ts';
import { upCommandOf } from '../runtimes/shared/node-states.ts';
import { endWords, holdCluster, useCluster, type EndOfUse } from '../runtimes/shared-use.ts';
import { countOf, lookFor } from '../runtimes/up/presence.ts';
import type { Caller } from './caller.ts';
import { clusterNamed } from './find/cluster.ts';
import { findOptions, type WhereOptions } from './find/where.ts';
import { atOffset, type PortOffset } from './free-offset.ts';
import { placeAsked, type PlaceOptions } from './place.ts';

/** Where the cluster comes from. */
export interface WithClusterOptions {
  /** Bring one up for this work alone. @default false: use the one that is up */
  readonly up?: boolean | undefined;
  /** Runtime to bring it up on, or that the one that is up must be on. @default for `up`: KLAB_ON, else the lab's own */
  readonly on?: string | undefined;
  /** Bring it up so that its nodes can be cut off. @default false */
  readonly isolatable?: boolean | undefined;
  /** Side services to bring up with it. @default those of the topology */
  readonly services?: readonly string[] | undefined;
  /** Added to every port of one that is brought up. @default 0 */
  readonly portOffset?: PortOffset | undefined;
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
  options: WithClusterOptions,
  caller: Caller,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  return await (options.up
    ? onOneOfItsOwn(name, options, caller, work)
    : onWhatIsUp(name, options, caller, work));
}

async function onWhatIsUp<T>(
  name: string,
  { on, where = {}, breaking }: WithClusterOptions,
  { topologies, progress, finishing }: Caller,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  const found = await clusterNamed(name, topologies, {
    on,
    running: 'a broker',
    sparing: true,
    yes: where.yes ?? false,
    ...findOptions(where),
    ...(breaking !== undefined && { breaking }),
  });
  const end = await holdFound(found);
  try {
    // An interruption leaves nothing broken without a word.
    const { cluster, broken } = noteBroken(found);
    const task = { finishing: `cleaning up in ${found.instance.id}`, left: broken };
    return await finishing(task, () => work(cluster));
  } finally {
    const ended = await end();
    if (ended === 'gone' || ended === 'data-kept')
      progress.note(`${found.instance.id} ${endWords[ended]}: the program that made it has ended`);
  }
}

async function onOneOfItsOwn<T>(
  name: string,
  { on, isolatable = false, services, portOffset = 0, where = {} }: WithClusterOptions,
  { topologies, progress, signal, finishing }: Caller,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  const created = topologies.create(name);
  addServices(created, services ?? []);
  const topology = created.resolve();
  const { runtime, reason } = await chooseRuntime(on, topology);
  const place = placeAsked(where, runtime.name);
  progress.step(`${topology.name} on ${runtime.name} (${reason})`);
  for (const warning of topology.warnings) progress.note(warning);
  let id = '';
  const isUp = {
    get finishing() {
      return `taking ${id} down`;
    },
    left: () => [`${id} is up: klab down ${id}`],
  };
  return await finishing(isUp, async () => {
    const { cluster, end } = await atOffset(portOffset, topology, runtime, (offset) => {
      id = instanceId(topology.name, runtime.name, offset);
      return useCluster({
        topology,
        runtime,
        portOffset: offset,
        where: place,
        isolatable,
        ...(topologies.distDir !== undefined && { distDir: topologies.distDir }),
        overridden: services !== undefined,
        progress,
        signal,
        fresh: true,
      });
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

/** Does the work, then takes the cluster down. @throws what the work throws, with what is left where that fails too. */
async function thenDown<T>(work: () => Promise<T>, down: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await down().catch((left: unknown) => {
      const words = `the cluster could not be taken down: ${messageOf(left)}`;
      throw withLeft(error, words, 'left-behind');
    });
    throw error;
  }
  await down();
  return result;
}

/**
 * Holds a cluster that was found: a program whose cluster it is may end meanwhile, and then leaves it to this work.
 * @returns what lets go of it.
 * @throws LabError `no-instance` where nothing but data is there.
 */
export async function holdFound({ instance }: RunningCluster): Promise<() => Promise<EndOfUse>> {
  const runtime = runtimeOf(instance);
  const { presence, data } = await lookFor(runtime, instance);
  if (presence === 'data') {
    const kept = `its data is kept (${countOf(data)})`;
    throw new LabError(
      'no-instance',
      `${instance.id} is down, and ${kept}; bring it up: ${upCommandOf(instance, runtime)}`,
    );
  }
  return await holdCluster(runtime, instance);
}
