/** What a verb gives a use case along: topologies, a terminal, and Ctrl-C. */
import type { Caller } from '../../src/app/caller.ts';
import type { TopologyRegistry } from '../../src/index.ts';
import { finishing, interrupted } from './interruption.ts';
import type { TerminalProgress } from './progress.ts';
import { knownTopologies, topologiesToFind, type ConfigOptions } from './topologies.ts';

/** A person in front of a terminal. */
export function terminalCaller(topologies: TopologyRegistry, progress: TerminalProgress): Caller {
  return { topologies, progress, signal: interrupted, finishing };
}

/** The same, with the topologies that a verb may use: to make them, it must know all of them. */
export async function verbCaller(
  options: ConfigOptions & { readonly up?: boolean },
  progress: TerminalProgress,
): Promise<Caller> {
  const topologies = await (options.up ? knownTopologies(options) : topologiesToFind(options));
  return terminalCaller(topologies, progress);
}
