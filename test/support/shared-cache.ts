/** Global set-up of end-to-end tests: a lab folder of their own, the jars of the user's cache. */
import { mkdtemp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../../src/paths.ts';

/** Points KLAB_HOME at an empty folder whose cache is the user's own, and removes it afterwards. */
export default async function setup(): Promise<() => Promise<void>> {
  const cache = cacheDir();
  await mkdir(cache, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), 'klab-e2e-'));
  await symlink(cache, join(home, 'cache'));
  process.env['KLAB_HOME'] = home;
  return () => rm(home, { recursive: true, force: true });
}
