/** Brings a topology up for a person, to stay until they take it down. */
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { servicesInTrouble } from '../client/services/trouble.ts';
import { addServices } from '../constructs/services/add-services.ts';
import type { TopologyOptions } from '../constructs/topology.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import type { SecuredClient } from '../report/text/up-report.ts';
import { chooseRuntime, runtimeNamed } from '../runtimes/choose.ts';
import { instanceId, readInstance } from '../runtimes/instances.ts';
import { upCommandOf } from '../runtimes/shared/node-states.ts';
import { bringUp } from '../runtimes/up/lifecycle.ts';
import type { Caller, Unfinished } from './caller.ts';
import { writeClientFiles } from './client-files.ts';
import { atOffset, type PortOffset } from './free-offset.ts';
import { placeAsked, type PlaceOptions } from './place.ts';
import { createSecured } from './secured.ts';

/** What is brought up, and where. */
export interface BringUpOptions {
  /** Runtime. @default KLAB_ON, else the lab's own */
  readonly on?: string | undefined;
  readonly portOffset: PortOffset;
  /** What of the topology is not as its name says. */
  readonly overrides: TopologyOptions;
  /** Secure it, where it is not secured by itself. @default false */
  readonly secure?: boolean | undefined;
  /** Side services to add. @default none */
  readonly services?: readonly string[] | undefined;
  /** Prepare nodes for being cut off. @default false */
  readonly isolatable?: boolean | undefined;
  readonly where: PlaceOptions;
}

/** A cluster that is up. */
export interface BroughtUp {
  /** As it was asked for. */
  readonly topology: ResolvedTopology;
  readonly cluster: RunningCluster;
  /** What is wrong with its side services, a line each. */
  readonly troubles: readonly string[];
  /** With which files a person's own clients come in. @default everybody may come in */
  readonly client?: SecuredClient;
}

/** Brings it up and waits until it is truly ready. @throws LabError as `bringUp` of a runtime does. */
export async function bringUpNamed(
  name: string,
  { on, portOffset, overrides, secure = false, services, isolatable = false, where }: BringUpOptions,
  { topologies, progress, signal, finishing }: Caller,
): Promise<BroughtUp> {
  const created = secure ? createSecured(topologies, name, overrides) : topologies.create(name, overrides);
  addServices(created, services ?? []);
  const topology = created.resolve();
  const { runtime, reason } = await chooseRuntime(on, topology);
  const place = placeAsked(where, runtime.name);
  for (const warning of topology.warnings) progress.note(warning);
  progress.step(`${topology.name} on ${runtime.name} (${reason})`);
  const cluster = await atOffset(portOffset, topology, runtime, async (offset) => {
    const made = await unfinishedUp(instanceId(topology.name, runtime.name, offset));
    return await finishing(made, () =>
      bringUp({
        topology,
        runtime,
        portOffset: offset,
        where: place,
        isolatable,
        ...(topologies.distDir !== undefined && { distDir: topologies.distDir }),
        overridden: secure || services !== undefined || Object.keys(overrides).length > 0,
        progress,
        signal,
      }),
    );
  });
  progress.succeed();
  const client = await writeClientFiles(cluster);
  const troubles = await servicesInTrouble(topology, cluster.instance.portOffset);
  return { topology, cluster, troubles, ...(client && { client }) };
}

/** What stays of an `up` that nobody lets clean up; data that was there before is not for `down` to take. */
async function unfinishedUp(id: string): Promise<Unfinished> {
  const before = await readInstance(id);
  if (before === undefined) {
    return {
      finishing: `removing what was made of ${id}`,
      left: () => [`some of ${id} may be there; remove it: klab down ${id}`],
    };
  }
  return {
    finishing: `leaving ${id} as it was found`,
    left: () => [
      `${id} was there before, and some of its nodes may not run; see klab status ${id}, complete it: ${upCommandOf(before, runtimeNamed(before.runtime))}`,
    ],
  };
}
