import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../../src/errors.ts';
import { ensureLockedJars, type JarProgress } from '../../../../src/runtimes/jars/jar-cache.ts';
import { areJarsOf, breakOnceAfter, mavenServer, type MavenServer } from '../../../support/maven-server.ts';

let cacheDir: string;
beforeEach(async () => void (cacheDir = await mkdtemp(join(tmpdir(), 'klab-jars-'))));
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

const ensure = (
  maven: MavenServer,
  options: { signal?: AbortSignal; onProgress?: (p: JarProgress) => void } = {},
) => ensureLockedJars(maven.lock, { cacheDir, env: maven.env, retryDelayMs: 5, ...options });

async function partsIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'));
}

/** Waits until a part of this length is on disk. */
async function untilStored(bytes: number): Promise<void> {
  const sizes = async (): Promise<number[]> => {
    const parts = await partsIn(cacheDir);
    return await Promise.all(parts.map(async (name) => (await stat(join(cacheDir, name))).size));
  };
  await expect.poll(sizes).toContain(bytes);
}

/** The whole repository is there, and nothing half-loaded. */
async function isComplete(maven: MavenServer, paths: readonly string[]): Promise<boolean> {
  return (await areJarsOf(maven, paths)) && (await partsIn(cacheDir)).length === 0;
}

describe('a cold cache', () => {
  it('is filled in parallel, in the order of the lock', async () => {
    await using maven = await mavenServer(20);
    const waiting: (() => void)[] = [];
    // Nobody is answered before eight have asked.
    maven.intercept = (_request, response, content) => {
      waiting.push(() => response.end(content));
      if (maven.asked.length >= 8) for (const answer of waiting.splice(0)) answer();
      return true;
    };
    const paths = await ensure(maven);
    expect(await isComplete(maven, paths)).toBe(true);
    expect(paths[3]).toContain('jars/org/example/lib-03/1.0/lib-03-1.0.jar');
  });

  it('tells the progress up to the last byte', async () => {
    await using maven = await mavenServer(3);
    const seen: JarProgress[] = [];
    await ensure(maven, { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ doneBytes: 0, totalBytes: 150_000, doneJars: 0, totalJars: 3 });
    expect(seen.at(-1)).toEqual({ doneBytes: 150_000, totalBytes: 150_000, doneJars: 3, totalJars: 3 });
    const bytes = seen.map(({ doneBytes }) => doneBytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  });
});

describe('a warm cache', () => {
  it('needs no network', async () => {
    const maven = await mavenServer(3);
    const paths = await ensure(maven);
    await maven[Symbol.asyncDispose]();
    maven.asked.length = 0;
    expect(await ensure(maven)).toEqual(paths);
    expect(maven.asked).toEqual([]);
  });

  it('fetches again only a jar whose size is wrong', async () => {
    await using maven = await mavenServer(3);
    const paths = await ensure(maven);
    await truncate(paths[1] ?? '', 10);
    maven.asked.length = 0;
    expect(await isComplete(maven, await ensure(maven))).toBe(true);
    expect(maven.asked.map(({ path }) => path)).toEqual(['org/example/lib-01/1.0/lib-01-1.0.jar']);
  });
});

describe('a broken connection', () => {
  it('is resumed where it broke', async () => {
    await using maven = await mavenServer(1);
    maven.intercept = breakOnceAfter(20_000, () => untilStored(20_000));
    expect(await isComplete(maven, await ensure(maven))).toBe(true);
    expect(maven.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=20000-']);
  });

  it('is resumed by the next run where this one was interrupted', async () => {
    await using maven = await mavenServer(1);
    maven.intercept = (_request, response, content) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 20_000));
      return true;
    };
    const controller = new AbortController();
    const attempt = ensure(maven, { signal: controller.signal });
    void untilStored(20_000).then(() => controller.abort());
    await expect(attempt).rejects.toBeInstanceOf(InterruptedError);
    maven.intercept = () => false;
    expect(await isComplete(maven, await ensure(maven))).toBe(true);
    expect(maven.asked.at(-1)?.range).toBe('bytes=20000-');
  });

  it('takes over the part of a process that is gone, and leaves that of a live one', async () => {
    await using maven = await mavenServer(1);
    const [path = ''] = await ensure(maven);
    const content = await readFile(path);
    await rm(path);
    maven.asked.length = 0;
    const gone = 2 ** 22 + 1;
    await writeFile(`${path}.${gone}-1.part`, content.subarray(0, 30_000));
    await writeFile(`${path}.${process.ppid}-1.part`, content.subarray(0, 40_000));
    await ensure(maven);
    expect(maven.asked.map(({ range }) => range)).toEqual(['bytes=30000-']);
    expect(await partsIn(cacheDir)).toEqual([expect.stringContaining(`.${process.ppid}-1.part`)]);
  });

  it('starts again with a server that ignores Range', async () => {
    await using maven = await mavenServer(1);
    const broken = breakOnceAfter(20_000, () => untilStored(20_000));
    maven.intercept = (request, response, content) => {
      if (!broken(request, response, content)) response.writeHead(200).end(content);
      return true;
    };
    expect(await isComplete(maven, await ensure(maven))).toBe(true);
    expect(maven.asked.at(-1)?.range).toBe('bytes=20000-');
  });

  it('starts again where an earlier part was spoilt', async () => {
    await using maven = await mavenServer(1);
    const [path = ''] = await ensure(maven);
    await rm(path);
    await writeFile(`${path}.part`, Buffer.alloc(20_000));
    expect(await isComplete(maven, await ensure(maven))).toBe(true);
    expect(maven.asked.slice(1).map(({ range }) => range)).toEqual(['bytes=20000-', undefined]);
  });

  it('is tried five times, then named with the setting', async () => {
    await using maven = await mavenServer(1);
    maven.intercept = (_request, response) => Boolean(response.writeHead(503).end());
    await expect(ensure(maven)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/org\.example:lib-00:1\.0 .*503.*KLAB_MAVEN_REPOSITORY/) as string,
    });
    expect(maven.asked).toHaveLength(5);
  });

  it('is not tried again where the answer is final', async () => {
    await using maven = await mavenServer(1);
    maven.files.clear();
    await expect(ensure(maven)).rejects.toThrow(/404/);
    expect(maven.asked).toHaveLength(1);
  });
});

describe('a wrong jar', () => {
  it.each([
    ['of the same size', (right: Buffer) => Buffer.from(right.map((byte) => byte ^ 1))],
    ['that is longer', (right: Buffer) => Buffer.concat([right, right])],
    ['that is shorter', (right: Buffer) => right.subarray(1)],
  ])('%s is named and deleted', async (_what, spoil) => {
    await using maven = await mavenServer(3);
    const path = 'org/example/lib-01/1.0/lib-01-1.0.jar';
    maven.files.set(path, spoil(maven.files.get(path) ?? Buffer.alloc(0)));
    await expect(ensure(maven)).rejects.toMatchObject({
      code: 'checksum-mismatch',
      message: expect.stringMatching(
        new RegExp(
          `org.example:lib-01:1.0 .*found .*expected 50000 bytes with sha256 ${maven.lock.jars[1]?.sha256}`,
        ),
      ) as string,
    });
    expect(existsSync(join(cacheDir, 'jars', path))).toBe(false);
    expect((await partsIn(cacheDir)).filter((part) => part.includes('lib-01'))).toEqual([]);
  });
});

it('a file without an end is not loaded to its end', async () => {
  await using maven = await mavenServer(1);
  maven.intercept = (_request, response, content) => {
    const timer = setInterval(() => response.write(content), 5);
    response.on('close', () => clearInterval(timer));
    return true;
  };
  await expect(ensure(maven)).rejects.toThrow(/found more than 50000 bytes/);
});

it('two runs at once both succeed', async () => {
  await using maven = await mavenServer(12, 200_000);
  const both = await Promise.all([ensure(maven), ensure(maven), ensure(maven)]);
  expect(await Promise.all(both.map((paths) => isComplete(maven, paths)))).toEqual([true, true, true]);
});

it('an interruption ends the wait at once', async () => {
  await using maven = await mavenServer(10);
  maven.intercept = () => true;
  const startedAt = performance.now();
  await expect(ensure(maven, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

it('a cache that cannot be written is not blamed on the network', async () => {
  await using maven = await mavenServer(1);
  const file = join(cacheDir, 'file');
  await writeFile(file, '');
  const attempt = ensureLockedJars(maven.lock, { cacheDir: file, env: maven.env });
  await expect(attempt).rejects.toThrow('cannot be written: a file is where a folder must be');
});
