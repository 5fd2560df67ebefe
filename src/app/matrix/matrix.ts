/** The same drills, or upgrades, over topologies and session timeouts on real clusters, each brought up for that alone. */
import type { Runtime } from '../../cluster/runtime.ts';
import {
  runMatrix,
  type MatrixCluster,
  type MatrixResult,
  type MatrixRunner,
  type MatrixSetup,
} from '../../drills/compare/matrix.ts';
import { drillNamed } from '../../drills/index.ts';
import type { DrillOptions } from '../../drills/run/run-drill.ts';
import { LabError } from '../../errors.ts';
import type { Upgrade } from '../../kafka/versions/upgrades.ts';
import type { KafkaVersion } from '../../kafka/versions/versions.ts';
import { chooseRuntime } from '../../runtimes/choose.ts';
import { instanceId } from '../../runtimes/instances.ts';
import { endWords, useCluster } from '../../runtimes/shared-use.ts';
import type { BringUpRequest } from '../../runtimes/up/lifecycle.ts';
import { isThere } from '../../runtimes/up/presence.ts';
import { assertClients, prepareClients, type ClientSettings } from '../clients/prepare.ts';
import type { Caller } from '../caller.ts';
import { displayedDrill, type DisplayDrill } from '../drill.ts';
import { placeAsked, type PlaceOptions } from '../place.ts';
import { setupsOf } from './setups.ts';
import { upgraded, upgradeRun } from './upgrade.ts';

/** What is asked for. */
export interface MatrixRequest {
  /** Names of topologies. */
  readonly topologies: readonly string[];
  /** Names of drills. */
  readonly drills: readonly string[];
  /** Session timeouts in milliseconds; undefined is each topology's own. */
  readonly sessionTimeoutsMs: readonly (number | undefined)[];
  /** Whether each topology also comes secured, where it is not by itself. @default false */
  readonly secure?: boolean | undefined;
  /** Whether nodes are prepared for being cut off. @default false */
  readonly isolatable?: boolean | undefined;
  /** How often each drill runs on each cluster. */
  readonly runs: number;
  /** The runtime. @default as for `up` */
  readonly on?: string | undefined;
  readonly portOffset: number;
  readonly where: PlaceOptions;
  readonly drillOptions: DrillOptions;
  /** Client programs to measure beside the probers, all in the same drill. @default none */
  readonly clients?: (ClientSettings & { readonly asked: readonly string[] }) | undefined;
  /** Upgrades to make instead of drills, each on a cluster of its own. @default drills are run */
  readonly upgrades?: readonly Upgrade[] | undefined;
}

/** How a matrix is told as it happens. */
export interface MatrixTellers extends Omit<MatrixRunner, 'bringUp'> {
  readonly display: DisplayDrill;
}

/** A matrix that is known to be possible. */
export interface PreparedMatrix {
  readonly setups: readonly MatrixSetup[];
  readonly runtime: Runtime;
  /** Why this runtime, in words. */
  readonly reason: string;
  run(tellers: MatrixTellers): Promise<MatrixResult>;
}

/**
 * Makes sure of all of it before the first cluster is started.
 * @throws LabError for a drill or topology that there is not, `node-state` where one of the topologies is up.
 */
export async function prepareMatrix(request: MatrixRequest, caller: Caller): Promise<PreparedMatrix> {
  const { runs, on, portOffset, where, isolatable = false } = request;
  const drills = request.upgrades === undefined ? request.drills : [upgradeRun];
  if (request.upgrades === undefined) for (const drill of drills) drillNamed(drill);
  const setups = setupsOf(request, caller.topologies);
  if (request.clients !== undefined) {
    const clusters = setups.map(({ topology }) => topology);
    await assertClients(request.clients.asked, request.clients, clusters, caller.signal);
  }
  const inContainers = setups.find(({ topology }) => !topology.targets.includes('local'));
  const { runtime, reason } = await chooseRuntime(on, inContainers?.topology);
  const place = placeAsked(where, runtime.name);
  await assertNoneUp(setups, runtime, portOffset);
  return {
    setups,
    runtime,
    reason,
    async run({ display, ...tellers }) {
      let current: string | undefined;
      const left = (): readonly string[] =>
        current === undefined ? [] : [`some of ${current} may be there; remove it: klab down ${current}`];
      const bringUp = async (setup: MatrixSetup): Promise<MatrixCluster> => {
        const { topology } = setup;
        current = instanceId(topology.name, runtime.name, portOffset);
        const { progress, signal } = caller;
        const { distDir } = caller.topologies;
        const asked: BringUpRequest = {
          topology,
          runtime,
          portOffset,
          where: place,
          isolatable,
          overridden:
            setup.upgradeTo !== undefined || (request.secure === true && topology.security !== undefined),
          ...(distDir !== undefined && { distDir }),
          progress,
          signal,
        };
        const run = { ...request, display, upgradeTo: setup.upgradeTo };
        return await upForDrills(asked, run, caller, () => (current = undefined));
      };
      return await caller.finishing({ finishing: 'taking down what was brought up', left }, () =>
        runMatrix({ setups, drills, runs }, { ...tellers, bringUp }, caller.signal),
      );
    },
  };
}

/** What is run on a cluster. */
interface RunRequest extends Pick<MatrixRequest, 'drillOptions' | 'clients'> {
  readonly display: DisplayDrill;
  readonly upgradeTo: KafkaVersion | undefined;
}

async function upForDrills(
  request: BringUpRequest,
  { drillOptions, clients, display, upgradeTo }: RunRequest,
  caller: Caller,
  onDown: () => void,
): Promise<MatrixCluster> {
  const { topology, runtime } = request;
  const { progress, signal } = caller;
  progress.step(`${topology.name} on ${runtime.name}`);
  try {
    const { cluster, end } = await useCluster({ ...request, fresh: true });
    const { id } = cluster.instance;
    progress.succeed(`${id} is ready`);
    return {
      async drill(name) {
        if (upgradeTo !== undefined)
          return await upgraded(cluster, upgradeTo, { options: drillOptions, display }, caller);
        await using subjects = clients && (await prepareClients(clients.asked, clients, cluster, signal));
        const plan = drillNamed(name);
        return { result: await displayedDrill(cluster, plan, drillOptions, display, signal, subjects) };
      },
      async down() {
        progress.step(`taking ${id} down`);
        const ended = await end();
        onDown();
        progress.succeed(`${id} ${endWords[ended]}`);
      },
    };
  } finally {
    progress.stop();
  }
}

/** @throws LabError `node-state` where one of the topologies is up: it is somebody's, and has the ports. */
async function assertNoneUp(
  setups: readonly MatrixSetup[],
  runtime: Runtime,
  portOffset: number,
): Promise<void> {
  for (const name of new Set(setups.map(({ topology }) => topology.name))) {
    const id = instanceId(name, runtime.name, portOffset);
    if (!(await isThere(runtime, id))) continue;
    throw new LabError(
      'node-state',
      `${id} is up already; take it down (klab down ${id}), or use --port-offset N`,
    );
  }
}
