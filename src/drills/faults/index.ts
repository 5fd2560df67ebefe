/** The registry of faults: the only place that knows all of them. */
import type { Fault, FaultWords } from './fault.ts';
import { isolate, isolateFromCluster, isolateFromControllers } from './isolate.ts';
import { kill } from './kill.ts';
import { loseDisk } from './lose-disk.ts';
import { pause } from './pause.ts';
import { powerOff } from './power-off.ts';
import { stop } from './stop.ts';

const registry = {
  kill,
  stop,
  pause,
  'power-off': powerOff,
  'lose-disk': loseDisk,
  isolate,
  'isolate-from-cluster': isolateFromCluster,
  'isolate-from-controllers': isolateFromControllers,
};

/** What a drill can do to a node; the isolations cut it off from everything, from other nodes, or from controllers. */
export type FaultKind = keyof typeof registry;

/** Every fault by its kind. */
export const faults: Readonly<Record<FaultKind, Fault>> = registry;

/** Everything that a drill can do to a node. */
export const faultKinds = Object.keys(registry) as readonly FaultKind[];

/** How a fault is told of, with every default in place. */
export function faultWords(kind: FaultKind): Required<FaultWords> {
  const { words } = faults[kind];
  const done = words.done ?? words.short;
  return { ...words, done, inFull: words.inFull ?? done };
}
