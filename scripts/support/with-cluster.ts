/** Gives work a running cluster: the one that is up, or with `--up` one of its own that goes down afterwards. */
import { LabError } from '../../src/index.ts';
import { chooseRuntime } from '../../src/runtimes/choose.ts';
import { instanceId } from '../../src/runtimes/instances.ts';
import { bringUp, isThere } from '../../src/runtimes/lifecycle.ts';
import type { RunningCluster } from '../../src/runtimes/runtime.ts';
import { createTopology } from '../../topologies/index.ts';
import { clusterNamed } from './cluster.ts';
import { placeAsked, type PlaceOptions } from './place-options.ts';
import type { TerminalProgress } from './progress.ts';
import { interrupted } from './verb.ts';
import { findOptions, type WhereOptions } from './where.ts';

/** Where the cluster comes from. */
export interface WithClusterOptions {
  /** Bring one up for this work alone. @default false: use the one that is up */
  readonly up?: boolean | undefined;
  /** Runtime to bring it up on, or that the one that is up must be on. @default for `up`: KLAB_ON, else the lab's own */
  readonly on?: string | undefined;
  readonly progress: TerminalProgress;
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
  { up, on, progress, where = {}, breaking }: WithClusterOptions,
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  if (!up) {
    const options = { on, yes: where.yes ?? false, ...findOptions(where) };
    return work(await clusterNamed(name, { ...options, ...(breaking !== undefined && { breaking }) }));
  }
  const topology = createTopology(name).resolve();
  const { runtime, reason } = await chooseRuntime(on);
  const place = placeAsked(where, runtime.name);
  const id = instanceId(topology.name, runtime.name, 0);
  if (await isThere(runtime, id)) {
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
