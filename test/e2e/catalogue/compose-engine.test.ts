/** Docker Engine that takes connections and never answers: given up after its stated time, which is half a minute. */
import { expect, it } from 'vitest';
import { engineDoor, withEnvironment } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';

const up = ['up', 'multi-broker', '--on', 'compose', '--port-offset', '3200'] as const;

it('one that takes connections and says nothing is given up after its time', async () => {
  await using door = await engineDoor();
  door.mute();
  const silent = await withEnvironment({ DOCKER_HOST: door.url }, () => klab(...up));
  expect(silent.output).toMatch(/Docker Engine at \S+ did not finish "docker info" within 30000 ms/);
  expect(silent.code).toBe(1);
});
