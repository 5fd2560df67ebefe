/** `klab init`: makes a folder with a topology of one's own, its test and what runs both. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { initFolder } from '../src/app/own/init.ts';
import { shownPath } from '../src/app/user-file.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  return verb(
    'init',
    'Make a folder with a topology of your own, a test of it and a workflow that runs both.',
    'klab init shop',
  )
    .argument('[folder]', 'where; a package.json that is there stays, and nothing is overwritten', '.')
    .option('--json', 'print JSON')
    .action(init);
}

async function init(named: string, { json }: CommonOptions): Promise<void> {
  const made = await initFolder(named);
  if (json) {
    printJson(made);
    return;
  }
  for (const path of made.written) console.log(`${pc.green('✔')} ${path}`);
  for (const path of made.kept) console.log(`${pc.yellow('!')} ${path} was there, and stays as it is`);
  console.log(`${shownPath(made.folder) || 'this folder'} has a topology of your own; go on with:`);
  for (const step of made.next) console.log(`  ${step}`);
}
