/** Tells a name that may be an instance's from one that is mistyped. */
import { topologyNames } from '../../topologies/index.ts';

/** True for a ready-made topology's name, and for what can be the id of an instance of one. */
export function isKnownName(name: string): boolean {
  return topologyNames.some((known) => name === known || name.startsWith(`${known}-`));
}
