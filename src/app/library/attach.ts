/** `attach` for programs: a cluster that runs, found by its name. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { aWord, madeBy, shown, yesOrNo } from '../../constructs/prop-rules.ts';
import { checkedOptions, type Rules } from '../../constructs/props.ts';
import { TopologyRegistry } from '../find/registry.ts';
import { problem, targetRule } from './given.ts';

/** Options of {@link attach}. */
export interface AttachOptions {
  /** The runtime that it must be on. @default any */
  readonly on?: string;
  /** On Kubernetes: the context of kubectl that it is in. @default kind clusters on this machine */
  readonly context?: string;
  /** On Kubernetes: the namespace that it is in. @default any */
  readonly namespace?: string;
  /** Whether its nodes may be broken though somebody else deployed it. @default false */
  readonly mayBreak?: boolean;
  /**
   * Topologies by name, for what was brought up by hand from a compose file, which says no more than its topology's name:
   * `registry` of `kafka-topology-lab/topologies`, or one of your own. @default none
   */
  readonly topologies?: TopologyRegistry;
}

/** A cluster that was found up; its nodes are named as those of an `OwnedCluster` are. */
export interface AttachedCluster extends RunningCluster, AsyncDisposable {
  /**
   * Ends this program's use of the cluster, as the end of an `await using` scope does. It stays up, unless programs made it
   * and none of them uses it any more. Twice is fine.
   */
  detach(): Promise<void>;
}

const rules: Rules<AttachOptions> = {
  on: targetRule,
  context: aWord,
  namespace: aWord,
  mayBreak: yesOrNo,
  topologies: madeBy([TopologyRegistry]),
};

const allow = 'attach with mayBreak: true';

/**
 * The cluster that is up under this name, reachable from this process. Another program whose cluster it is leaves it up as
 * long as this one uses it.
 * @param name an instance, such as `multi-broker-local`, or its topology.
 * @throws LabError `no-instance` where none is up, `ambiguous-instance` where several are.
 */
export async function attach(name: string, given: AttachOptions = {}): Promise<AttachedCluster> {
  if (typeof name !== 'string') throw problem('attach', `name ${shown(name)} is not possible; use a text`);
  const options = checkedOptions('attach', given, rules);
  const { topologies = new TopologyRegistry({}), mayBreak = false, ...where } = options;
  // Loaded only here, so that a program that describes topologies pays for no runtime.
  const [{ clusterNamed }, { assertMayChange }, { holdFound }, { bySelector }] = await Promise.all([
    import('../find/cluster.ts'),
    import('../find/where.ts'),
    import('../with-cluster.ts'),
    import('./by-selector.ts'),
  ]);
  const found = await clusterNamed(name, topologies, { ...where, sparing: true, yes: mayBreak });
  const end = await holdFound(found);
  const detach = async (): Promise<void> => void (await end());
  const keepWhole = `stops a broker, and klab did not bring this up; ${allow} to allow it`;
  return {
    ...bySelector(found, (doing) => assertMayChange(found.instance, doing, mayBreak, allow)),
    ...(found.keepWhole !== undefined && { keepWhole }),
    detach,
    [Symbol.asyncDispose]: detach,
  };
}
