/** `up` for programs: a cluster for a test suite, gone when its scope ends. */
import { Topology } from './constructs/topology.ts';
import type { ResolvedTopology } from './kafka/node.ts';
import type { RunningCluster } from './runtimes/running-cluster.ts';
import type { Progress } from './runtimes/runtime.ts';

/** Options of {@link up}. */
export interface UpOptions {
  /** Where to run it. @default `KLAB_ON`, else the lab's default */
  readonly on?: string;
  /** On Kubernetes: an existing context of kubectl, whose cluster is only used. @default a kind cluster */
  readonly context?: string;
  /** On Kubernetes, with `context`: a namespace that is there, and stays. @default one that the lab makes */
  readonly namespace?: string;
  /** On Kubernetes: a kind cluster, made if it is not there. @default one of the topology's own */
  readonly cluster?: string;
  /** On Kubernetes: image of a kind cluster that is made. @default `KLAB_KIND_NODE_IMAGE`, else kind's own */
  readonly nodeImage?: string;
  /** Added to every port, to run instances side by side. @default 0 */
  readonly portOffset?: number;
  /** Prepare the nodes for being cut off, on the local runtime; the others need no preparation. @default false */
  readonly isolatable?: boolean;
  /** Ends a start that takes too long; what was started is removed. @default none */
  readonly signal?: AbortSignal;
  /** Told what happens. @default silent */
  readonly progress?: Progress;
}

/** A running cluster that can be taken down, by hand or by leaving an `await using` scope. */
export interface OwnedCluster extends RunningCluster, AsyncDisposable {
  /** Removes the instance and its data; twice is fine. */
  down(): Promise<void>;
}

const silent: Progress = { step() {}, update() {}, note() {} };

/**
 * Brings a topology up and returns when it is truly ready.
 * An instance that was up before stays up when the scope ends: a program removes only what it made.
 * @throws TopologyValidationError before anything is started; RuntimeError when the cluster does not get ready.
 */
export async function up(
  topology: Topology | ResolvedTopology,
  options: UpOptions = {},
): Promise<OwnedCluster> {
  // Loaded only here, so that a program that describes topologies pays for no runtime.
  const [{ chooseRuntime }, { bringUp, isThere }, { instanceId }] = await Promise.all([
    import('./runtimes/choose.ts'),
    import('./runtimes/lifecycle.ts'),
    import('./runtimes/instances.ts'),
  ]);
  const resolved = topology instanceof Topology ? topology.resolve() : topology;
  const { runtime } = await chooseRuntime(options.on, resolved);
  const { context, cluster: kindCluster, namespace, nodeImage } = options;
  const portOffset = options.portOffset ?? 0;
  const found = await isThere(runtime, instanceId(resolved.name, runtime.name, portOffset));
  const cluster = await bringUp({
    topology: resolved,
    runtime,
    portOffset,
    ...(options.isolatable !== undefined && { isolatable: options.isolatable }),
    where: {
      ...(context !== undefined && { context }),
      ...(kindCluster !== undefined && { cluster: kindCluster }),
      ...(namespace !== undefined && { namespace }),
      ...(nodeImage !== undefined && { nodeImage }),
    },
    progress: options.progress ?? silent,
    signal: options.signal ?? new AbortController().signal,
  });
  const down = (): Promise<void> => runtime.down(cluster.instance);
  return {
    ...cluster,
    down,
    [Symbol.asyncDispose]: () => (found ? Promise.resolve() : down()),
  };
}
