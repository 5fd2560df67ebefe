/** What a verb gives a use case along: the ready-made topologies, a terminal, and Ctrl-C. */
import type { Caller } from '../../src/app/caller.ts';
import { registry } from '../../topologies/index.ts';
import { finishing, interrupted } from './interruption.ts';
import type { TerminalProgress } from './progress.ts';

/** A person in front of a terminal. */
export function terminalCaller(progress: TerminalProgress): Caller {
  return { topologies: registry, progress, signal: interrupted, finishing };
}
