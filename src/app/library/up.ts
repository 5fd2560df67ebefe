/** `up` for programs: a cluster for a test suite, gone when its scope ends. */
import { aWord, yesOrNo } from '../../constructs/prop-rules.ts';
import { checkedOptions, type Rules } from '../../constructs/props.ts';
import type { Topology } from '../../constructs/topology.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Progress } from '../../cluster/lifecycle.ts';
import { portOffsetRule, progressRule, resolvedOf, signalRule, targetRule } from './given.ts';

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
  /** Added to every port, to run instances side by side; `free` finds an offset that nobody else has. @default 0 */
  readonly portOffset?: number | 'free';
  /** Prepare the nodes for being cut off, on the local runtime; the others need no preparation. @default false */
  readonly isolatable?: boolean;
  /** Ends a start that takes too long; what was started is removed. @default none */
  readonly signal?: AbortSignal;
  /** Told what happens. @default silent */
  readonly progress?: Progress;
}

/**
 * A running cluster that can be taken down, by hand or by leaving an `await using` scope. Whatever takes a node's id takes
 * `leader:TOPIC/PARTITION` and `controller` too, and `kill` and `start` take `rack:NAME`.
 */
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

const rules: Rules<UpOptions> = {
  on: targetRule,
  context: aWord,
  namespace: aWord,
  cluster: aWord,
  nodeImage: aWord,
  portOffset: portOffsetRule,
  isolatable: yesOrNo,
  signal: signalRule,
  progress: progressRule,
};

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
  const resolved = resolvedOf(topology, 'up');
  const options = checkedOptions('up', given, rules);
  // Loaded only here, so that a program that describes topologies pays for no runtime.
  const [{ chooseRuntime }, { endWords, useCluster }, { takeDown }, { atOffset }, { bySelector }] =
    await Promise.all([
      import('../../runtimes/choose.ts'),
      import('../../runtimes/shared-use.ts'),
      import('../../runtimes/up/down.ts'),
      import('../free-offset.ts'),
      import('./by-selector.ts'),
    ]);
  const { on, portOffset = 0, isolatable, progress = silent, signal, ...where } = options;
  const { runtime } = await chooseRuntime(on, resolved);
  const { cluster, end } = await atOffset(portOffset, resolved, runtime, (offset) =>
    useCluster({
      topology: resolved,
      runtime,
      portOffset: offset,
      ...(isolatable !== undefined && { isolatable }),
      where,
      progress,
      signal: signal ?? new AbortController().signal,
    }),
  );
  const { id } = cluster.instance;
  let removed = false;
  const down = async ({ evenIfFound = false }: OwnedDownOptions = {}): Promise<void> => {
    if (evenIfFound) await takeDown(runtime, cluster.instance, { progress });
    removed ||= evenIfFound;
    const ended = await end();
    if (!removed && ended !== 'gone') progress.note(`${id} ${endWords[ended]}`);
  };
  return { ...bySelector(cluster), made: cluster.made, down, [Symbol.asyncDispose]: () => down() };
}
