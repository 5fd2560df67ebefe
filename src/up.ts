/** `up` for programs: a cluster for a test suite, gone when its scope ends. */
import { aWord, oneOf, shown, wholeNumber, withMethod, yesOrNo, type Rule } from './constructs/prop-rules.ts';
import { checkedOptions, type Rules } from './constructs/props.ts';
import { Topology } from './constructs/topology.ts';
import { TopologyValidationError } from './errors.ts';
import { targets, type ResolvedTopology } from './kafka/node.ts';
import { maxPortOffset } from './kafka/ports.ts';
import type { RunningCluster } from './cluster/running-cluster.ts';
import type { Progress } from './cluster/lifecycle.ts';

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
  /** Whether this program made it: nothing of it but data was there before. */
  readonly made: boolean;
  /**
   * Ends this program's use of the cluster, as the end of the scope does: removed with its data is what programs made, and
   * by the last of them that uses it. What was up before stays up, and data that was there before is kept. Twice is fine.
   */
  down(options?: OwnedDownOptions): Promise<void>;
}

/** Options of {@link OwnedCluster.down}. */
export interface OwnedDownOptions {
  /** Remove the instance and its data whoever made it and whoever uses it. @default false */
  readonly evenIfFound?: boolean;
}

const progressRule: Rule = (value, at) => {
  const missing = ['step', 'update', 'note'].filter(
    (method) => withMethod(method, '')(value, at).problems.length > 0,
  );
  if (missing.length === 0) return { problems: [], value };
  return {
    problems: [
      `${at} ${shown(value)} has no ${missing.join(', ')}; use an object with step, update and note`,
    ],
  };
};

const rules: Rules<UpOptions> = {
  on: oneOf(targets),
  context: aWord,
  namespace: aWord,
  cluster: aWord,
  nodeImage: aWord,
  portOffset: wholeNumber(0, maxPortOffset),
  isolatable: yesOrNo,
  signal: withMethod('throwIfAborted', 'the signal of an AbortController'),
  progress: progressRule,
};

/** Whatever else is given as a topology: a caller in JavaScript has no compiler to tell it. */
function resolvedOf(given: Topology | ResolvedTopology): ResolvedTopology {
  if (given instanceof Topology) return given.resolve();
  const { name, nodes, targets: on, mode }: Partial<ResolvedTopology> = given ?? {};
  if (typeof name === 'string' && Array.isArray(nodes) && Array.isArray(on) && mode) return given;
  const message = `${shown(given)} is no topology; give a Topology, or what its resolve() returns`;
  throw new TopologyValidationError([{ path: 'up', message }]);
}

const silent: Progress = { step() {}, update() {}, note() {} };

/**
 * Brings a topology up and returns when it is truly ready.
 * An instance that was up before stays up when the scope ends: a program removes only what it made. Programs that bring
 * the same instance up at the same time share it, and the last of them takes it down.
 * @throws TopologyValidationError before anything is started; RuntimeError when the cluster does not get ready.
 */
export async function up(
  topology: Topology | ResolvedTopology,
  given: UpOptions = {},
): Promise<OwnedCluster> {
  const resolved = resolvedOf(topology);
  const options = checkedOptions('up', given, rules);
  // Loaded only here, so that a program that describes topologies pays for no runtime.
  const [{ chooseRuntime }, { endWords, useCluster }, { takeDown }] = await Promise.all([
    import('./runtimes/choose.ts'),
    import('./runtimes/shared-use.ts'),
    import('./runtimes/up/down.ts'),
  ]);
  const { runtime } = await chooseRuntime(options.on, resolved);
  const { context, cluster: kindCluster, namespace, nodeImage } = options;
  const portOffset = options.portOffset ?? 0;
  const { progress = silent } = options;
  const { cluster, end } = await useCluster({
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
    progress,
    signal: options.signal ?? new AbortController().signal,
  });
  const { id } = cluster.instance;
  let removed = false;
  const down = async ({ evenIfFound = false }: OwnedDownOptions = {}): Promise<void> => {
    if (evenIfFound) await takeDown(runtime, cluster.instance, { progress });
    removed ||= evenIfFound;
    const ended = await end();
    if (!removed && ended !== 'gone') progress.note(`${id} ${endWords[ended]}`);
  };
  return { ...cluster, down, [Symbol.asyncDispose]: () => down() };
}
