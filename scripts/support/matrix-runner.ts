/** Real clusters for `klab matrix`: each brought up for its drills alone. */
import { drillNamed } from '../../src/drills/index.ts';
import type { MatrixCluster, MatrixSetup } from '../../src/drills/compare/matrix.ts';
import { runDrill, type DrillOptions } from '../../src/drills/run/run-drill.ts';
import { LabError } from '../../src/index.ts';
import { instanceId } from '../../src/runtimes/instances.ts';
import type { BringUpRequest } from '../../src/runtimes/up/lifecycle.ts';
import { isThere } from '../../src/runtimes/up/presence.ts';
import type { Runtime } from '../../src/cluster/runtime.ts';
import { endWords, useCluster } from '../../src/runtimes/shared-use.ts';
import { drillDisplay } from './live-drill.ts';
import type { TerminalProgress } from './progress.ts';
import { interrupted, type Unfinished } from './interruption.ts';

/** Where clusters are brought up, and what drills run with. */
export interface MatrixRunnerOptions {
  readonly runtime: Runtime;
  readonly portOffset: number;
  readonly place: NonNullable<BringUpRequest['where']>;
  readonly progress: TerminalProgress;
  readonly drillOptions: DrillOptions;
}

/** Brings clusters up and runs drills on them, telling what happens as it happens. */
export function matrixRunner({ runtime, portOffset, place, progress, drillOptions }: MatrixRunnerOptions): {
  readonly bringUp: (setup: MatrixSetup) => Promise<MatrixCluster>;
  /** What an interruption still waits for, and what stays where nobody does. */
  readonly unfinished: Unfinished;
} {
  let current: string | undefined;
  return {
    unfinished: {
      finishing: 'taking down what was brought up',
      left: () =>
        current === undefined ? [] : [`some of ${current} may be there; remove it: klab down ${current}`],
    },
    async bringUp({ topology }) {
      current = instanceId(topology.name, runtime.name, portOffset);
      progress.step(`${topology.name} on ${runtime.name}`);
      try {
        const request = { topology, runtime, portOffset, where: place, progress, signal: interrupted };
        const { cluster, end } = await useCluster({ ...request, fresh: true });
        const { id } = cluster.instance;
        progress.succeed(`${id} is ready`);
        return {
          async drill(name) {
            const display = drillDisplay(topology, `${name} on ${id}`);
            const onEvent = display.onEvent.bind(display);
            try {
              return await runDrill(cluster, drillNamed(name), drillOptions, {
                signal: interrupted,
                onEvent,
              });
            } finally {
              display.stop();
            }
          },
          async down() {
            progress.step(`taking ${id} down`);
            const ended = await end();
            current = undefined;
            progress.succeed(`${id} ${endWords[ended]}`);
          },
        };
      } finally {
        progress.stop();
      }
    },
  };
}

/** @throws LabError `node-state` where one of the topologies is up: it is somebody's, and has the ports. */
export async function assertNoneUp(
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
