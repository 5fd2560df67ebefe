/** Global set-up of unit tests: a lab folder with nothing in it and no Docker, whatever the user has up. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Points KLAB_HOME at an empty folder and DOCKER_HOST at nothing, and removes the folder afterwards. */
export default async function setup(): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'klab-unit-'));
  process.env['KLAB_HOME'] = home;
  process.env['DOCKER_HOST'] = `unix://${join(home, 'no-docker.sock')}`;
  delete process.env['KLAB_ON'];
  delete process.env['KLAB_JAVA'];
  return () => rm(home, { recursive: true, force: true });
}
