/** The one folder of a user in which the lab keeps instances and caches. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `KLAB_HOME`, or `.klab` in the user's home folder. */
export function labHome(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['KLAB_HOME'];
  return chosen === undefined || chosen === '' ? join(homedir(), '.klab') : resolve(chosen);
}

/** Downloads and archives that every instance shares; safe to delete while nothing runs. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(labHome(env), 'cache');
}

/** One folder per instance. */
export function instancesDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(labHome(env), 'instances');
}
