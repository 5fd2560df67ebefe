/** Topologies that a verb knows: the ready-made ones, and before them those that a person's own config names. */
import type { Command } from 'commander';
import pc from 'picocolors';
import type { ProvidedModules } from '../../src/app/user-file.ts';
import { findConfig, readConfig } from '../../src/app/own/config-file.ts';
import * as library from '../../src/index.ts';
import * as readyMade from '../../topologies/index.ts';

/** What a person may say of where their topologies are. */
export interface ConfigOptions {
  readonly config?: string;
}

/** The library as files of a person's own import it: what they make is then of the classes that are here. */
export const providedModules: ProvidedModules = {
  'kafka-topology-lab': library,
  'kafka-topology-lab/topologies': readyMade,
};

/** Declares where a person's own topologies are. */
export function withConfig(command: Command): Command {
  return command.option(
    '--config <file>',
    'the file that names your own topologies (default: klab.config.ts of this folder, or above it up to the package.json)',
  );
}

/** For verbs that make something of a topology. @throws UsageError for a config that cannot be read. */
export async function knownTopologies({ config }: ConfigOptions): Promise<library.TopologyRegistry> {
  const file = config ?? findConfig();
  return file === undefined
    ? readyMade.registry
    : readyMade.registry.with(await readConfig(file, providedModules));
}

/** For verbs that find what runs, which is known without its config: one that cannot be read is only told of. */
export async function topologiesToFind(options: ConfigOptions): Promise<library.TopologyRegistry> {
  try {
    return await knownTopologies(options);
  } catch (error) {
    if (options.config !== undefined || !(error instanceof library.LabError)) throw error;
    console.error(`${pc.yellow('!')} ${error.message}; going on without its topologies`);
    return readyMade.registry;
  }
}
