/** `klab lock`: makes the lock files of a Kafka version that klab does not come with. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { lockVersion } from '../src/app/own/lock.ts';
import { interrupted } from './support/interruption.ts';
import { terminalProgress } from './support/progress.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface LockOptions extends CommonOptions {
  readonly into?: string;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'lock',
    'Lock a Kafka version that klab does not come with: which jars it is, byte for byte, and which settings it has.',
    'klab lock 4.0.1',
  )
    .argument('<version>', 'a released Kafka version; Maven resolves it, with your own settings and mirrors')
    .option('--into <folder>', 'where the lock files go (default: locks/ in KLAB_HOME)')
    .option('--json', 'print JSON')
    .action(lock);
}

async function lock(version: string, { into, json }: LockOptions): Promise<void> {
  const progress = terminalProgress(json);
  try {
    const where = into === undefined ? undefined : resolve(into);
    const locked = await lockVersion(version, { progress, signal: interrupted }, where);
    if (json) {
      printJson(locked);
      return;
    }
    const { kafka, jars, size, settings, files } = locked;
    console.log(
      `Kafka ${kafka} is locked: ${jars} jars, ${(size / 1e6).toFixed(1)} MB, ${settings} settings`,
    );
    for (const file of files) console.log(`  ${file}`);
    if (into === undefined) console.log(`next: klab up multi-broker --kafka ${kafka}`);
  } finally {
    progress.stop();
  }
}
