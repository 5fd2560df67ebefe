/** Which links are cut while nodes are cut off. */
import type { LinkSide, PlannedLink } from '../../../render/local/links.ts';
import type { Isolation } from '../../../cluster/node-status.ts';

/** What each node is cut off from, by id; a node that is not there is cut off from nothing. */
export type Isolated = Readonly<Record<string, Isolation>>;

/**
 * What each isolation cuts, of the links that lead to a node or away from it.
 * `controllers` therefore cuts a broker's links to the controllers and to nobody else, and every link to a controller that
 * is cut off itself. A combined node goes on reaching itself: no network lies between a process and itself.
 */
const cutSides: Readonly<Record<Isolation, readonly LinkSide[]>> = {
  all: ['clients', 'brokers', 'controllers'],
  cluster: ['brokers', 'controllers'],
  controllers: ['controllers'],
};

/** True while at least one end of the link is cut off from what the link leads to. */
export function isCut({ from, to, side }: PlannedLink, isolated: Isolated): boolean {
  return [from, to].some((id) => {
    const isolation = id === undefined ? undefined : isolated[id];
    return isolation !== undefined && cutSides[isolation].includes(side);
  });
}
