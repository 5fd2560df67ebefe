/** Clusters that others run: by their addresses alone what Kafka says can be looked at, and nothing that runs is in klab's hands; by containers it is. */
import { viewOfLiving } from '../../client/watch/living-view.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { isBroker } from '../../kafka/node.ts';
import { probing } from '../shared/listeners.ts';
import { liveFiles as liveFilesOfContainers } from './containers/live-files.ts';
import { containerParts, statusInContainers, type ContainersPlace } from './containers/parts.ts';
import { restartCaveat } from './containers/restarts.ts';
import { signalsCaveat } from './pods/limits.ts';
import { statusInPods } from './pods/now.ts';
import { liveFiles as liveFilesOfPods } from './pods/live-files.ts';
import { podParts } from './pods/parts.ts';
import { podsPlace } from './pods/place.ts';
import { traces } from './traces.ts';

/** The runtime with the parts that there are for this instance: by its containers, by its pods, or none. */
export function attachedRuntimeOf(instance: Pick<Instance, 'place'>): Runtime {
  if (podsPlace(instance) !== undefined) return inPods(instance);
  const { containers } = (instance.place ?? {}) as Partial<ContainersPlace>;
  if (containers === undefined) return attachedRuntime;
  const { observe, lacks } = attachedRuntime;
  const caveat = restartCaveat(containers);
  return {
    ...attachedRuntime,
    ...containerParts,
    liveFiles: liveFilesOfContainers,
    observe: {
      ...observe,
      status: (each, options = {}) => statusInContainers(each, options, status),
    },
    lacks: { ...lacks, ...ofOthers },
    ...(caveat !== undefined && { caveats: { signals: caveat } }),
  };
}

function inPods(instance: Pick<Instance, 'place'>): Runtime {
  const { observe, lacks } = attachedRuntime;
  const caveat = signalsCaveat(instance);
  return {
    ...attachedRuntime,
    ...podParts,
    liveFiles: liveFilesOfPods,
    observe: { ...observe, status: (each, options = {}) => statusInPods(each, options, status) },
    lacks: {
      ...lacks,
      ...ofOthers,
      isolation: "only the machine of a pod can drop its packets, and this one is not klab's to change",
    },
    ...(caveat !== undefined && { caveats: { signals: caveat } }),
  };
}

const ofOthers = {
  certificates: 'what its nodes show is in files of theirs',
};

const byAddressAlone = 'the cluster is known by its addresses alone';

/** Looks, and does nothing else. */
export const attachedRuntime: Runtime = {
  name: 'attached',
  observe: {
    status,
    // What is found are listeners for clients here.
    probeListener: probing(() =>
      Promise.reject(new Error('an attached cluster has listeners for the host alone')),
    ),
    remains: async (instance) => ({ nodes: instance.topology.nodes.length, data: [], instance }),
  },
  traces,
  lacks: {
    lifecycle: `klab did not bring it up, and does not take it down; klab detach forgets it`,
    signals: `${byAddressAlone}, and no node can be killed, stopped or paused through Kafka`,
    isolation: `${byAddressAlone}, and nothing lies between its nodes that klab could cut`,
    logs: `${byAddressAlone}, and brokers do not give away what they log`,
    certificates: `${byAddressAlone}, and what its nodes show is in files of theirs`,
    liveFiles: `${byAddressAlone}, so nobody says from which files it was made; name one to compare its settings with: klab diff FILE live:NAME`,
  },
};

/**
 * A broker runs where it answers, or the others count it as alive; who answers nobody here is said to be stopped.
 * @throws RuntimeError `client` where no broker answers: nobody knows then.
 */
async function status(instance: Instance): Promise<readonly NodeStatus[]> {
  const access = accessOf(instance);
  const { registered, silent } = await viewOfLiving(access);
  const following = await followingVoters(instance);
  return instance.topology.nodes.map((node): NodeStatus => {
    const { id, number } = node;
    const address = instance.addresses?.[id];
    const shown = { id, ...(address !== undefined && { address }) };
    if (!isBroker(node)) return { ...shown, state: following.includes(number) ? 'running' : 'stopped' };
    const silence = silent.find((one) => one.id === id);
    if (silence === undefined) return { ...shown, state: 'running' };
    if (!registered.includes(number)) return { ...shown, state: 'stopped' };
    return { ...shown, state: 'running', handle: `not reached from here: ${silence.reason}` };
  });
}

/** Voters of the quorum that keep up, by number; all of them where nobody says. */
async function followingVoters(instance: Instance): Promise<readonly number[]> {
  const { mode, nodes } = instance.topology;
  if (mode === 'zookeeper' || nodes.every(isBroker)) return [];
  try {
    const { voters, behind } = await firstAnswer(accessOf(instance), 'describes its quorum', (broker) =>
      describeQuorum(broker),
    );
    return voters.filter((number) => !behind.includes(number));
  } catch {
    return nodes.map(({ number }) => number);
  }
}
