/** Which listeners a check can ask, and what it says of those that it cannot. */
import type { Listener, Reach } from '../../kafka/node.ts';
import type { CheckContext } from '../kit/check.ts';

/** Something that is about a listener. */
interface OfListener {
  readonly listener: Listener;
}

/**
 * Leaves out whose clients do not get there. A listener that nobody published where its clients are is not broken: whoever did
 * so is told what it takes.
 * @returns those that can be asked, and words about the others that end a sentence; empty where there are none.
 */
export async function thoseToAsk<T extends OfListener>(
  { cluster }: Pick<CheckContext, 'cluster'>,
  all: readonly T[],
): Promise<{ readonly asked: readonly T[]; readonly notAsked: string }> {
  const obstacles = new Map<Reach, string>();
  for (const reach of new Set(all.map(({ listener }) => listener.reach))) {
    const obstacle = await cluster.obstacleToReach?.(reach);
    if (obstacle !== undefined) obstacles.set(reach, obstacle);
  }
  const notAsked = [...obstacles].map(([reach, obstacle]) => {
    const left = all.filter(({ listener }) => listener.reach === reach);
    return `; ${listenersIn(left)} not asked: ${obstacle}`;
  });
  return { asked: all.filter(({ listener }) => !obstacles.has(listener.reach)), notAsked: notAsked.join('') };
}

/** Their names, each once. */
export function listenersIn(all: readonly OfListener[]): string {
  return [...new Set(all.map(({ listener }) => listenerWords(listener)))].join(', ');
}

/** A listener's name, and whom it is for. */
export function listenerWords({ name, reach }: Listener): string {
  return `${name} (${reach})`;
}
