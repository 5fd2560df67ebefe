/** What pods of others keep klab from: what comes back by itself, what would be lost, what no signal reaches. */
import type { Instance } from '../../../cluster/instance.ts';
import { placeIn, podsPlace, type HeldPod } from './place.ts';

/** What ends a node. */
export type EndingAct = 'kill' | 'stop';

/** What starts a node again by itself, as it reads before "starts it"; undefined where nothing does. */
export function restarterOf(instance: Instance, nodeId: string): string | undefined {
  const held = placeIn(instance).pods[nodeId];
  return held && restarterOfPod(held);
}

function restarterOfPod({ grip, owner, restarts, name }: HeldPod): string | undefined {
  if (grip === 'pod') return owner;
  return restarts ? (owner ?? `the restart policy of pod ${name}`) : undefined;
}

/** Why nodes cannot be paused, in words; undefined where they can. */
export function obstacleToPause(instance: Instance): string | undefined {
  const deaf = Object.values(placeIn(instance).pods).find(({ grip }) => grip === 'pod');
  return (
    deaf &&
    `the process of pod ${deaf.name} is the first of its container, or klab may not look into it, and no signal from within freezes such a one; on kind its machine can`
  );
}

/** Why nothing can be done to a node; undefined where it can. */
export function obstacleToNode(instance: Instance, nodeId: string): string | undefined {
  const held = placeIn(instance).pods[nodeId];
  return held === undefined ? tiedToNone(nodeId) : lossBy(nodeId, held);
}

/** What is said of a node of which nobody knows where it runs. */
export function tiedToNone(nodeId: string): string {
  return `${nodeId} is tied to no pod, so klab only looks at it`;
}

/** What would be lost for good with the end of a node's process, in words; undefined where nothing would. */
function lossBy(nodeId: string, held: HeldPod): string | undefined {
  const { grip, name, data } = held;
  if (restarterOfPod(held) === undefined)
    return `nothing would start pod ${name} of ${nodeId} again, and klab makes nothing there`;
  if (data === 'nothing' || (data === 'container' && grip === 'pod')) {
    const ends = grip === 'pod' ? 'deleted' : 'started again';
    return `${nodeId} keeps its data in no volume that lasts when pod ${name} is ${ends}: it would lose all of it`;
  }
  return undefined;
}

/** What is so of signals although they work, for whoever asks what klab can do. */
export function signalsCaveat(instance: Pick<Instance, 'place'>): string | undefined {
  const { pods = {} } = podsPlace(instance) ?? {};
  const all = Object.values(pods);
  const restarters = [...new Set(all.flatMap((held) => restarterOfPod(held) ?? []))];
  const deleted = all.some(({ grip }) => grip === 'pod');
  const said = [
    ...(restarters.length === 0
      ? []
      : [`nodes come back by themselves (${restarters.join(', ')}), and none can be kept down`]),
    ...(deleted
      ? [
          'a kill deletes the pod at once: its process hears a SIGTERM first, and is killed two seconds later; none can be paused',
        ]
      : []),
  ];
  return said.length === 0 ? undefined : said.join('; ');
}
