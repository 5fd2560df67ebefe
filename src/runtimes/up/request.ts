/** What `up` is asked for, by verbs and programs alike. */
import type { Progress } from '../../cluster/lifecycle.ts';
import type { PlaceWishes } from '../../cluster/places.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';

/** What to bring up, and where. */
export interface BringUpRequest {
  readonly topology: ResolvedTopology;
  readonly runtime: Runtime;
  readonly portOffset: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Where to put it, on a runtime that knows more than one place. @default the runtime decides */
  readonly where?: PlaceWishes;
  /** Prepare the nodes for being cut off; an instance that is up keeps what it was prepared for. @default false */
  readonly isolatable?: boolean;
  /** Whether something of the topology was changed for this instance, so that no committed file can be it. @default false */
  readonly overridden?: boolean;
  /** Folder of committed files. @default the lab's own, `distDir()` */
  readonly distDir?: string;
  /** Whether it must be a cluster of one's own: nothing of it may be there. @default false: what is there is gone on with */
  readonly fresh?: boolean;
}
