/** A real cluster for an end-to-end test: up before the work, down after it, however the work ends. */
import type { ResolvedTopology } from '../../src/index.ts';
import { localRuntime } from '../../src/runtimes/local/local-runtime.ts';
import { bringUp, type BringUpRequest } from '../../src/runtimes/up/lifecycle.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import type { Progress } from '../../src/cluster/lifecycle.ts';
import type { Runtime } from '../../src/cluster/runtime.ts';
import { takeDown } from '../../src/runtimes/up/down.ts';

const silent: Progress = { step() {}, update() {}, note() {} };

/** What a test may choose. */
export interface TestClusterOptions {
  /** Keeps this file's ports apart from other instances. */
  readonly portOffset: number;
  /** Prepare the nodes for being cut off. @default false */
  readonly isolatable?: boolean;
  /** Told what a person should know of the cluster. @default nobody is told */
  readonly onNote?: (text: string) => void;
  /** @default the local runtime */
  readonly runtime?: Runtime;
  /** Where on that runtime. @default the runtime decides */
  readonly where?: BringUpRequest['where'];
}

/** A cluster that goes down when its scope ends. */
export interface TestCluster extends RunningCluster, AsyncDisposable {}

/** Brings a topology up; use with `await using`. */
export async function testCluster(
  topology: ResolvedTopology,
  options: TestClusterOptions,
): Promise<TestCluster> {
  const runtime = options.runtime ?? localRuntime;
  const cluster = await bringUp({
    topology,
    runtime,
    portOffset: options.portOffset,
    isolatable: options.isolatable ?? false,
    progress: { ...silent, note: (text) => options.onNote?.(text) },
    signal: new AbortController().signal,
    ...(options.where !== undefined && { where: options.where }),
  });
  return { ...cluster, [Symbol.asyncDispose]: async () => void (await takeDown(runtime, cluster.instance)) };
}
