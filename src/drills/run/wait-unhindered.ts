/** The waits of a drill, which end early where they hang on what somebody else did and does not undo. */
import { RuntimeError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { NodeWatch } from '../watch/node-watch.ts';
import type { Observer } from '../watch/observer.ts';
import { lastingWords } from '../record/incidents.ts';
import type { Recorder } from '../record/recorder.ts';

const pollMs = 25;

/** An engine, or a person, may start a node again soon; after so long nobody will, in milliseconds. */
const goneMs = 10_000;
/** Whoever pauses a node, or cuts it off, may mean to undo it; after so long it is not waited for, in milliseconds. */
const heldMs = 30_000;

/** One wait. */
export interface UnhinderedWait {
  readonly what: string;
  readonly timeoutMs: number;
  /** How long it goes on while a node is away; undefined where it cannot end without that node. */
  readonly patienceMs: number | undefined;
  readonly watch: NodeWatch;
  readonly observer: Observer;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** What goes on in spite of a node that is away needs its session's end, and a new leader, first. */
export function failoverPatienceMs({ sessionTimeoutMs }: { readonly sessionTimeoutMs: number }): number {
  return 2 * sessionTimeoutMs + goneMs;
}

/** @throws RuntimeError `not-ready` with what is missing, and who keeps it from coming; InterruptedError */
export async function waitUnhindered(wait: UnhinderedWait, missing: () => string | undefined): Promise<void> {
  const { what, timeoutMs, recorder, signal } = wait;
  const sinceMs = recorder.nowMs();
  await waitFor({ what, timeoutMs, intervalMs: pollMs, signal }, async () => {
    const reason = missing();
    if (reason === undefined) return true;
    const hindered = hindrance(wait, sinceMs);
    if (hindered === undefined) return new NotYet(reason);
    const waitedMs = Math.round(recorder.nowMs() - sinceMs);
    throw new RuntimeError(
      'not-ready',
      `waited ${waitedMs} ms for ${what} and no longer (${reason}): ${hindered}`,
    );
  });
}

/** What somebody else did and does not undo, once a wait has hung on it for long enough; undefined until then. */
function hindrance(
  { watch, recorder, observer, patienceMs }: UnhinderedWait,
  sinceMs: number,
): string | undefined {
  const lasting = watch.lasting();
  const isOver = lasting.some(({ what, nodeId, sinceMs: fromMs }) => {
    // An engine that is silent keeps no broker from working.
    if (nodeId === undefined && observer.answering().length > 0) return false;
    const isGone = what === 'ended' || nodeId === undefined;
    const needMs = Math.max(isGone ? goneMs : heldMs, patienceMs ?? 0);
    const countedMs = patienceMs === undefined ? fromMs : Math.max(fromMs, sinceMs);
    return recorder.nowMs() - countedMs > needMs;
  });
  return isOver ? lastingWords(lasting) : undefined;
}
