/** Global set-up of unit tests: a lab folder with nothing in it and no Docker, whatever the user has up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a shell says where nobody has installed Docker: an engine that is silent would be another thing. */
const noDocker = '#!/bin/sh\necho "docker: not found" >&2\nexit 127\n';

/** Points KLAB_HOME at an empty folder, hides Docker, and removes the folder afterwards. */
export default async function setup(): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'klab-unit-'));
  process.env['KLAB_HOME'] = home;
  await writeFile(join(home, 'docker'), noDocker, { mode: 0o755 });
  process.env['PATH'] = `${home}${delimiter}${process.env['PATH'] ?? ''}`;
  delete process.env['DOCKER_HOST'];
  delete process.env['KLAB_ON'];
  delete process.env['KLAB_JAVA'];
  return () => rm(home, { recursive: true, force: true });
}
