import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jvmFlags } from '../../../src/kafka/jvm.ts';
import { defaultKafkaVersion } from '../../../src/kafka/versions/versions.ts';
import { cacheDir as userCacheDir } from '../../../src/paths.ts';
import {
  startClassArchiveMaker,
  stopClassArchiveMaker,
} from '../../../src/runtimes/local/class-archive/maker.ts';
import {
  archivePath,
  baseArchivePath,
  madeArchivePath,
} from '../../../src/runtimes/local/class-archive/path.ts';
import { makeClassArchive } from '../../../src/runtimes/local/class-archive/making.ts';
import { ensureJars } from '../../../src/runtimes/jars/jar-cache.ts';
import { hasAotCache, type Java } from '../../../src/runtimes/local/java/java.ts';
import { isAotCache, withArchive } from '../../../src/runtimes/local/java/jvm-flags.ts';
import { classArchivePlaceholder } from '../../../src/render/local/plan.ts';
import { javasHere } from '../../support/javas.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';

const run = promisify(execFile);
let cacheDir: string;
const [java, ...others] = await javasHere();

/** A cache of its own for archives, with the jars of the user's. */
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'klab archive-'));
  await mkdir(join(userCacheDir(), 'jars'), { recursive: true });
  await symlink(join(userCacheDir(), 'jars'), join(cacheDir, 'jars'));
});
afterAll(async () => {
  await stopClassArchiveMaker(cacheDir);
  await rm(cacheDir, { recursive: true, force: true });
});

const archives = async (): Promise<string[]> =>
  existsSync(join(cacheDir, 'archives')) ? readdir(join(cacheDir, 'archives')) : [];

/** Command lines of the maker and its JVM, each after its process id. */
async function marked(): Promise<string[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command=']);
  return stdout.split('\n').filter((line) => line.includes(`klab.archive-maker=${cacheDir}`));
}

async function untilMakerWorks(): Promise<void> {
  await waitFor({ what: 'the JVM of the maker', timeoutMs: 60_000 }, async () => {
    const processes = await marked();
    const jvms = processes.filter((line) => line.includes('kafka.Kafka'));
    return jvms.length === 1 && processes.length === 2 ? true : new NotYet(`${processes.length} processes`);
  });
}

/** How many of Kafka's classes a node's JVM takes from an archive, with exactly the flags of a node. */
async function classesFromArchive(version: string, classArchive: string, of: Java = java): Promise<number> {
  const jars = await ensureJars(version, { cacheDir });
  const planned = jvmFlags({ heapMb: 256, classArchive: classArchivePlaceholder });
  const flags = [...withArchive(planned, classArchive), '-Xlog:class+load'];
  const { stdout, stderr } = await run(of.path, [...flags, 'kafka.Kafka', '--version'], {
    env: { ...process.env, CLASSPATH: jars.join(delimiter) },
    maxBuffer: 64 * 1024 * 1024,
  });
  // An archive that is used, and one that is not, makes no words of its own.
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/\[(warning|error)/);
  return stdout.split('\n').filter((line) => /\bkafka\.\S+ source: shared objects file/.test(line)).length;
}

it.each(Object.values(defaultKafkaVersion))(
  'an archive of Kafka %s is made and a JVM uses it',
  async (version) => {
    const jars = await ensureJars(version, { cacheDir });
    expect(await archivePath(version, { java, cacheDir })).toBe(baseArchivePath(java));
    const archive = await makeClassArchive(version, { java, jars, cacheDir, timeoutMs: 170_000 });
    expect(archive).toBe(await archivePath(version, { java, cacheDir }));
    expect(isAotCache(archive ?? '')).toBe(hasAotCache(java));
    expect(await classesFromArchive(version, archive ?? '')).toBeGreaterThan(10);
    expect(await archives()).not.toContainEqual(expect.stringContaining('making-'));
    expect(await marked()).toEqual([]);
  },
);

it.skipIf(others.length === 0)('each other Java here makes an archive of its own and uses it', async () => {
  const version = '4.3.1';
  const jars = await ensureJars(version, { cacheDir });
  for (const other of others) {
    const archive = await makeClassArchive(version, { java: other, jars, cacheDir, timeoutMs: 80_000 });
    expect(isAotCache(archive ?? '')).toBe(hasAotCache(other));
    expect(await classesFromArchive(version, archive ?? '', other)).toBeGreaterThan(10);
  }
});

it('a JVM without the archive still starts, and takes nothing from it', async () => {
  expect(await classesFromArchive('4.3.1', baseArchivePath(java))).toBe(0);
});

it('a JVM whose archive is damaged or of another Java still starts, without a word', async () => {
  const made = await archivePath('4.3.1', { java, cacheDir });
  const damaged = join(cacheDir, `damaged${extname(made)}`);
  await writeFile(damaged, (await readFile(made)).subarray(0, 100_000));
  expect(await classesFromArchive('4.3.1', damaged)).toBe(0);
  const ofAnother = others.map((other) => madeArchivePath('4.3.1', { java: other, cacheDir }));
  const ofThisKind = ofAnother.filter((path) => extname(path) === extname(made));
  for (const path of ofThisKind) expect(await classesFromArchive('4.3.1', path)).toBe(0);
});

it('another build of Java gets an archive of its own', () => {
  const other = { ...java, versionText: `${java.versionText} patched` };
  expect(madeArchivePath('4.3.1', { java: other, cacheDir })).not.toBe(
    madeArchivePath('4.3.1', { java, cacheDir }),
  );
});

it('a detached maker is found by its mark, kept from working twice, and ended with its JVM', async () => {
  const version = '4.3.1';
  const jars = await ensureJars(version, { cacheDir });
  await rm(madeArchivePath(version, { java, cacheDir }), { force: true });
  // The lock of a maker that is gone.
  const lock = join(cacheDir, 'archives', 'maker.lock');
  await writeFile(lock, String(2 ** 22 + 1));
  await mkdir(join(cacheDir, 'archives', 'making-left'), { recursive: true });
  await utimes(lock, 0, 0);

  await startClassArchiveMaker(version, { java, jars, cacheDir });
  await untilMakerWorks();
  expect(await archives()).not.toContain('making-left');

  const script = join(import.meta.dirname, '../../../scripts/make-class-archive.ts');
  const second = await run(process.execPath, [
    '--import',
    'tsx',
    script,
    version,
    `klab.archive-maker=${cacheDir}`,
  ]);
  expect(second.stdout).toContain('another maker is at work');

  await stopClassArchiveMaker(cacheDir);
  expect(await marked()).toEqual([]);
  expect((await archives()).filter((name) => !/\.(jsa|aot)$/.test(name))).toEqual([]);
  expect(existsSync(madeArchivePath(version, { java, cacheDir }))).toBe(false);
});

it('the JVM of a maker that was killed outright is found and ended too', async () => {
  const version = '4.3.1';
  const jars = await ensureJars(version, { cacheDir });
  await startClassArchiveMaker(version, { java, jars, cacheDir });
  await untilMakerWorks();
  const maker = (await marked()).find((line) => !line.includes('kafka.Kafka'));
  process.kill(Number.parseInt(maker ?? '', 10), 'SIGKILL');
  await stopClassArchiveMaker(cacheDir);
  expect(await marked()).toEqual([]);
});
