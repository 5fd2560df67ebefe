/** Freezes by a `docker` of the test's own: what is tested is what becomes of an engine that could not. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pauseContainer } from '../../../../src/runtimes/docker/pause.ts';
import { withEnvironment } from '../../../support/docker.ts';

/** Says why it cannot as often as it is told to. */
const script = `#!/usr/bin/env bash
[ "$1" = pause ] || exit 0
echo try >>"$KLAB_TEST_LOG"
[ "$(wc -l <"$KLAB_TEST_LOG")" -gt "$KLAB_TEST_FAILS" ] && exit
echo "Error response from daemon: Cannot pause container $2: OCI runtime pause failed: $KLAB_TEST_WHY: unknown" >&2
exit 1
`;

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'klab-docker-'));
  await writeFile(join(bin, 'docker'), script);
  await chmod(join(bin, 'docker'), 0o755);
});
afterEach(() => rm(bin, { recursive: true }));

async function pause(fails: number, why = 'unable to freeze'): Promise<{ tries: number; error: unknown }> {
  const log = join(bin, 'log');
  await writeFile(log, '');
  const PATH = `${bin}${delimiter}${process.env['PATH']}`;
  const env = { PATH, KLAB_TEST_LOG: log, KLAB_TEST_FAILS: String(fails), KLAB_TEST_WHY: why };
  const error = await withEnvironment(env, () =>
    pauseContainer('4f2a').then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
  return { tries: (await readFile(log, 'utf8')).trim().split('\n').length, error };
}

it('is asked for again where the machine was too busy', async () => {
  expect(await pause(0)).toEqual({ tries: 1, error: undefined });
  expect(await pause(2)).toEqual({ tries: 3, error: undefined });
});

it('fails in the end, and at once for any other reason', async () => {
  const message = expect.stringContaining('unable to freeze') as string;
  expect(await pause(9)).toMatchObject({ tries: 4, error: { message } });
  expect(await pause(1, 'container not running')).toMatchObject({ tries: 1, error: { exitCode: 1 } });
});
