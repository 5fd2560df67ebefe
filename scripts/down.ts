/** `klab down`: takes instances down and removes their data. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { LabError, UsageError } from '../src/index.ts';
import { runtimeNamed } from '../src/runtimes/choose.ts';
import { findInstance, listInstances } from '../src/runtimes/instances.ts';
import type { FindOptions, Instance } from '../src/runtimes/runtime.ts';
import { nearTopologies, unknownTopology } from '../topologies/index.ts';
import { isKnownName } from './support/known-name.ts';
import { assertAllAnswered, searchInstances } from './support/silence.ts';
import { terminalProgress } from './support/progress.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';
import {
  assertMayChange,
  findOptions,
  isIn,
  withWhere,
  withYes,
  type WhereOptions,
} from './support/where.ts';

interface DownOptions extends CommonOptions, WhereOptions {
  readonly all?: boolean;
  readonly keepData?: boolean;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'down',
    'Take an instance down and remove its data; fine from any state, and twice.',
    'klab down multi-broker',
  )
    .argument('[topology]', 'a topology or an instance; the only instance there is when none is named')
    .option('--all', 'take every instance down that klab brought up')
    .option('--keep-data', 'keep the data, so that the next up goes on with it')
    .option('--json', 'print JSON')
    .action(down);
  return withYes(withWhere(declared), 'remove');
}

async function down(name: string | undefined, options: DownOptions): Promise<void> {
  const { all, json, keepData = false } = options;
  if (all && name !== undefined)
    throw new UsageError(`--all takes everything down; drop it, or drop "${name}"`);
  const where = findOptions(options);
  const instances = name === undefined ? await stored(all, where) : await chosen(name, where);
  for (const instance of instances) assertMayChange(instance, 'remove', options.yes);
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

/** What the lab has stored here: a project on a shared engine that another user brought up is not one's own by default. */
async function stored(all: boolean | undefined, where: FindOptions): Promise<readonly Instance[]> {
  const instances = (await listInstances()).filter((instance) => isIn(instance, where));
  if (all || instances.length <= 1) return instances;
  const ids = instances.map(({ id }) => id).join(', ');
  throw new LabError(
    'ambiguous-instance',
    `${instances.length} instances are there: ${ids}; name one, or use --all`,
  );
}

/** The instance of this name, also one that only its marks tell of. */
async function chosen(name: string, where: FindOptions): Promise<readonly Instance[]> {
  const { instances, silences } = await searchInstances({ ...where, leftovers: true });
  try {
    return [await findInstance(name, { among: instances })];
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    assertAllAnswered(name, { silences });
    // Gone already is what was asked for; a name that is close to one that exists is a mistake.
    if (!isKnownName(name) && nearTopologies(name).length > 0) throw unknownTopology(name);
    return [];
  }
}
