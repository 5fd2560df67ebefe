/** `klab down`: takes instances down and removes their data. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { UsageError } from '../src/index.ts';
import { nodeCommand } from '../src/client/nodes/node-command.ts';
import { runtimeNamed } from '../src/runtimes/choose.ts';
import { countOf, listOf, type Sighting } from '../src/runtimes/up/presence.ts';
import { takeDown } from '../src/runtimes/up/down.ts';
import { partOf } from '../src/cluster/runtime.ts';
import type { LeftAfterDown } from '../src/cluster/lifecycle.ts';
import { acting } from './support/acting.ts';
import { instanceToRemove, storedInstances } from '../src/app/down.ts';
import { assertMayChange, findOptions, type WhereOptions } from '../src/app/find/where.ts';
import { interrupted } from './support/interruption.ts';
import { terminalProgress } from './support/progress.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';
import { withWhere, withYes } from './support/options.ts';

interface DownOptions extends CommonOptions, WhereOptions, ConfigOptions {
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
  const found = await (name === undefined
    ? storedInstances(all, where)
    : instanceToRemove(name, where, await topologiesToFind(options)));
  for (const { instance } of found) {
    partOf(runtimeNamed(instance.runtime), 'lifecycle');
    assertMayChange(instance, 'remove', options.yes);
  }
  const progress = terminalProgress(json);
  const stays: string[] = [];
  let dataKept = found.length > 0 && keepData;
  for (const one of found) {
    const { instance } = one;
    progress.step(`taking ${instance.id} down`);
    const { id } = instance;
    const runtime = runtimeNamed(instance.runtime);
    const finish = `finish it: ${nodeCommand(instance, 'down')}${keepData ? ' --keep-data' : ''}`;
    const doing = { done: `${id} is down`, unsure: `${id} may be down in part`, next: [finish] };
    const left = await acting(doing, () =>
      takeDown(runtime, instance, { keepData, progress, signal: interrupted }),
    );
    dataKept &&= left.dataKept;
    progress.succeed(`${id} is ${outcome(keepData, left, one)}`);
    for (const what of left.stays) progress.note(what);
    stays.push(...left.stays);
  }
  if (json) printJson({ removed: found.map(({ instance }) => instance.id), dataKept, stays });
  else if (found.length === 0)
    console.log(`${pc.green('✔')} nothing was up${name === undefined ? '' : ` of ${name}`}`);
}

/** What became of it: data by name where nothing but data was there, so that nobody wonders what it was. */
function outcome(keepData: boolean, { dataKept }: LeftAfterDown, { presence, data }: Sighting): string {
  if (dataKept) return 'down; its data is kept for the next up';
  if (keepData) return 'gone; none of its data was there to be kept';
  if (data.length === 0)
    return presence === 'nothing' ? 'forgotten: nothing of it was left' : 'gone, with its data';
  return `gone, with its data (${presence === 'data' ? listOf(data) : countOf(data)})`;
}
