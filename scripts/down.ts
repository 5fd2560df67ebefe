/** `klab down`: takes instances down and removes their data. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { LabError, UsageError } from '../src/index.ts';
import { runtimeNamed } from '../src/runtimes/choose.ts';
import { findInstance } from '../src/runtimes/instances.ts';
import type { Instance } from '../src/runtimes/runtime.ts';
import { topologyNames, unknownTopology } from '../topologies/index.ts';
import { allInstances } from './support/instances.ts';
import { terminalProgress } from './support/progress.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface DownOptions extends CommonOptions {
  readonly all?: boolean;
  readonly keepData?: boolean;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'down',
    'Take an instance down and remove its data; fine from any state, and twice.',
    'klab down multi-broker',
  )
    .argument('[topology]', 'a topology or an instance; the only instance there is when none is named')
    .option('--all', 'take every instance down')
    .option('--keep-data', 'keep the data, so that the next up goes on with it')
    .option('--json', 'print JSON')
    .action(down);
}

async function down(name: string | undefined, { all, json, keepData = false }: DownOptions): Promise<void> {
  if (all && name !== undefined)
    throw new UsageError(`--all takes everything down; drop it, or drop "${name}"`);
  const there = await allInstances({ leftovers: true });
  const instances = all ? there : await chosen(name, there);
  const progress = terminalProgress(json);
  for (const instance of instances) {
    progress.step(`taking ${instance.id} down`);
    await runtimeNamed(instance.runtime).down(instance, { keepData });
    progress.succeed(
      `${instance.id} is ${keepData ? 'down; its data is kept for the next up' : 'gone, with its data'}`,
    );
  }
  if (json) printJson({ removed: instances.map(({ id }) => id), dataKept: keepData });
  else if (instances.length === 0)
    console.log(`${pc.green('✔')} nothing was up${name === undefined ? '' : ` of ${name}`}`);
}

async function chosen(
  name: string | undefined,
  instances: readonly Instance[],
): Promise<readonly Instance[]> {
  if (name === undefined) {
    if (instances.length <= 1) return instances;
    const ids = instances.map(({ id }) => id).join(', ');
    throw new LabError(
      'ambiguous-instance',
      `${instances.length} instances are there: ${ids}; name one, or use --all`,
    );
  }
  try {
    return [await findInstance(name, { among: instances })];
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    // Gone already is what was asked for; a name that cannot exist is a mistake.
    if (!topologyNames.some((known) => name === known || name.startsWith(`${known}-`)))
      throw unknownTopology(name);
    return [];
  }
}
