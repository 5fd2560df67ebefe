/** What a drill writes down of that which it has not done itself. */

/**
 * What can happen to a node that the drill has not done: it ended, or ended and runs again; it runs, goes on or is in
 * reach though the drill had broken it; it stands still, is cut off, answers nobody, or is not counted as alive; and
 * it is as it should be again. `engine-silent`: what runs the nodes does not answer.
 */
export type IncidentKind =
  | 'ended'
  | 'restarted'
  | 'started'
  | 'paused'
  | 'resumed'
  | 'cut-off'
  | 'reconnected'
  | 'silent'
  | 'fenced'
  | 'back'
  | 'engine-silent'
  | 'engine-back';

/** Something that the drill has not done. */
export interface IncidentEvent {
  readonly type: 'incident';
  /** When it was noticed and looked into. */
  readonly atMs: number;
  /** When it was first seen to be so; it was not at the look before. */
  readonly sinceMs: number;
  readonly what: IncidentKind;
  /** The node; absent where it is not about one. */
  readonly nodeId?: string;
  /** The node's number, as views name it. */
  readonly node?: number;
  /** Whether the node is one of the cluster itself, and no side service. */
  readonly ofCluster: boolean;
  /** Why, as far as the node's log or its runtime tell. */
  readonly because?: string;
}
