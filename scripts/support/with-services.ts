/** The option of every verb that brings something up: side services that the topology does not have by itself. */
import { InvalidArgumentError, type Command } from 'commander';
import { addableServices, addServices, type Topology } from '../../src/index.ts';

/** As the command line has it. */
export interface WithServicesOption {
  readonly with?: readonly string[] | undefined;
}

/** Declares `--with`. */
export function withServices(command: Command): Command {
  return command.option(
    '--with <services>',
    `add side services, with commas between: ${addableServices.join(', ')}`,
    (text: string) => {
      const names = text.split(',').map((name) => name.trim());
      if (names.includes('')) throw new InvalidArgumentError('name services with one comma between');
      return names;
    },
  );
}

/** Adds what was asked for; the topology is returned for the next step. @throws LabError for what cannot be added. */
export function withAddedServices(topology: Topology, { with: services = [] }: WithServicesOption): Topology {
  addServices(topology, services);
  return topology;
}
