/** `klab detach`: forgets a cluster that was attached. */
import type { Command } from 'commander';
import { detachCluster } from '../src/app/attach.ts';
import { verbCaller } from './support/caller.ts';
import { terminalProgress } from './support/progress.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

/** Declares the verb. */
export function command(): Command {
  return verb('detach', 'Forget a cluster that was attached; it goes on as it is.', 'klab detach shop')
    .argument('<name>', 'the name that it was attached under')
    .option('--json', 'print JSON')
    .action(detach);
}

async function detach(name: string, { json }: CommonOptions): Promise<void> {
  const progress = terminalProgress(json);
  try {
    progress.step(`forgetting ${name}`);
    const notes = await detachCluster(name, await verbCaller({}, progress));
    progress.succeed(`${name} is forgotten; the cluster goes on as it is`);
    for (const note of notes) progress.note(note);
    if (json) printJson({ detached: name, notes });
  } finally {
    progress.stop();
  }
}
