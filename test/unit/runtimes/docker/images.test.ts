/** Pulls by a `docker` of the test's own, since what is tested is the order: ask for all, then pull, and never a part. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pullImages } from '../../../../src/runtimes/docker/images.ts';
import { withEnvironment } from '../../../support/docker.ts';

/** Says what the engine says: of `bad/…` that nobody has it, of others their layers, which take their time. */
const script = `#!/usr/bin/env bash
trap 'echo "stopped $2" >>"$KLAB_TEST_LOG"; exit 1' TERM INT
echo "began $2" >>"$KLAB_TEST_LOG"
case "$2" in
  bad/*) echo "Error response from daemon: pull access denied for $2" >&2; exit 1 ;;
esac
echo '0123456789ab: Pulling fs layer'
for _ in 1 2 3 4 5; do sleep 0.1; done
echo '0123456789ab: Pull complete'
echo "ended $2" >>"$KLAB_TEST_LOG"
`;

let bin: string;

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'klab-docker-'));
  await writeFile(join(bin, 'docker'), script);
  await chmod(join(bin, 'docker'), 0o755);
});

afterEach(() => rm(bin, { recursive: true }));

/** Pulls, and tells what happened: what was begun and ended, and the steps that a person sees. */
async function pull(...images: readonly string[]): Promise<{
  readonly log: readonly string[];
  readonly steps: readonly string[];
  readonly error: unknown;
}> {
  const file = join(bin, 'log');
  await writeFile(file, '');
  const steps: string[] = [];
  const progress = { step: (text: string) => void steps.push(text), update() {}, note() {} };
  const PATH = `${bin}${delimiter}${process.env['PATH']}`;
  const error = await withEnvironment({ PATH, KLAB_TEST_LOG: file }, () =>
    pullImages(images, progress, new AbortController().signal).then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
  return { log: (await readFile(file, 'utf8')).trim().split('\n'), steps, error };
}

describe('pulling', () => {
  it('pulls nothing where one of many cannot be had, and names all that cannot', async () => {
    const { log, steps, error } = await pull('good/large:1', 'bad/one:1', 'bad/two:2');
    expect(error).toMatchObject({
      code: 'image-unavailable',
      message:
        'images bad/one:1, bad/two:2 cannot be pulled: pull access denied for bad/one:1; get them where the network allows (docker save, docker load), or choose other images',
    });
    expect(log.filter((line) => line.startsWith('ended'))).toEqual([]);
    expect(steps).toEqual(['asking for 3 images']);
  });

  it('pulls all, each to its end, where all can be had', async () => {
    const { log, steps, error } = await pull('good/one:1', 'good/two:2');
    expect(error).toBeUndefined();
    expect(log.filter((line) => line.startsWith('ended'))).toEqual(['ended good/one:1', 'ended good/two:2']);
    expect(steps).toEqual(['asking for 2 images', 'pulling good/one:1', 'pulling good/two:2']);
  });

  it('asks for a single one by pulling it', async () => {
    const { log, error } = await pull('bad/one:1');
    expect(error).toMatchObject({
      message:
        'image bad/one:1 cannot be pulled: pull access denied for bad/one:1; get it where the network allows (docker save, docker load), or choose another image',
    });
    expect(log).toEqual(['began bad/one:1']);
  });
});
