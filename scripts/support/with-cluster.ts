/** Gives work a running cluster: the one that is up, or with `--up` one of its own that goes down afterwards. */
import { LabError, UsageError } from '../../src/index.ts';
import { chooseRuntime } from '../../src/runtimes/choose.ts';
import { instanceId } from '../../src/runtimes/instances.ts';
import { bringUp, isThere } from '../../src/runtimes/lifecycle.ts';
import type { RunningCluster } from '../../src/runtimes/running-cluster.ts';
import { createTopology } from '../../topologies/index.ts';
import { clusterNamed } from './cluster.ts';
import { placeAsked, type PlaceOptions } from './place-options.ts';
import type { TerminalProgress } from './progress.ts';
import { interrupted } from './verb.ts';
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
  { up, on, isolatable = false, added = {}, progress, where = {}, breaking }: WithClusterOptions,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  if (!up && added.with !== undefined) {
    throw new UsageError('--with is for a cluster that is brought up; add --up, or drop it');
  }
  if (!up && isolatable) {
    throw new UsageError('--isolatable is for a cluster that is brought up; add --up, or drop it');
  }
  if (!up) {
    const options = { on, sparing: true, yes: where.yes ?? false, ...findOptions(where) };
    return work(await clusterNamed(name, { ...options, ...(breaking !== undefined && { breaking }) }));
  }
  const topology = withAddedServices(createTopology(name), added).resolve();
  const { runtime, reason } = await chooseRuntime(on, topology);
  const place = placeAsked(where, runtime.name);
  const id = instanceId(topology.name, runtime.name, 0);
  if (await isThere(runtime, id, place)) {
    throw new LabError(
      'node-state',
      `${id} is up already; leave --up away to use it, or take it down: klab down ${id}`,
    );
  }
  progress.step(`${topology.name} on ${runtime.name} (${reason})`);
  const cluster = await bringUp({
    topology,
    runtime,
    portOffset: 0,
    where: place,
    isolatable,
    overridden: added.with !== undefined,
    progress,
    signal: interrupted,
  });
  progress.succeed(`${id} is ready`);
  try {
    return await work(cluster);
  } finally {
    progress.step(`taking ${id} down`);
    await runtime.down(cluster.instance);
    progress.succeed(`${id} is gone, with its data`);
  }
}
