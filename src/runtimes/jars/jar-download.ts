/** Fetches the missing jars of a lock: many at a time, resumable, verified before they get their name. */
import { createWriteStream } from 'node:fs';
import { copyFile, rename, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import pMap from 'p-map';
import { fetch, type Dispatcher, type Response } from 'undici';
import { InterruptedError, LabError } from '../../errors.ts';
import { downloadFailed, isStorageError } from './jar-errors.ts';
import type { JarSet, LockedJar } from './jar-lock.ts';
import { isCached, jarPath } from './jar-paths.ts';
import { isMismatch, mismatch, verify } from './jar-verify.ts';
import { mavenRepository, proxyDispatcher, type MavenRepository } from './maven-repository.ts';
import { discardPart, releasePart, takePart } from './part-file.ts';

/** Jars at a time: enough to fill a line with many small files, few enough for any repository. */
const parallelJars = 8;

/** Tries of one jar, the first included. */
const maxTries = 5;

/** HTTP answers that may be different a second later. */
const transientStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** How far a download is. */
export interface JarProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly doneJars: number;
  readonly totalJars: number;
}

/** How jars are fetched. */
export interface EnsureJarsOptions {
  /** Folder of the lab's caches; jars go to `jars/` in it, laid out as in a Maven repository. */
  readonly cacheDir: string;
  /** Told at the start and after every piece that arrived; never called when nothing is missing. */
  readonly onProgress?: (progress: JarProgress) => void;
  readonly signal?: AbortSignal;
  /** Where KLAB_MAVEN_REPOSITORY and the proxy settings are read. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Pause before the first of the retries of a jar; each next one doubles. @default 300 */
  readonly retryDelayMs?: number;
}

/** What all downloads of one run share. */
interface Run {
  readonly cacheDir: string;
  readonly repository: MavenRepository;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly retryDelayMs: number;
  /** Told the whole length of a jar's part. */
  report(jar: LockedJar, bytes: number): void;
}

/** A failure that the next try may not meet. */
class TransientError extends Error {}

/**
 * Fetches jars; the first that fails ends the others, and what has arrived of each stays for the next attempt.
 * @throws RuntimeError `download-failed` or `checksum-mismatch`; InterruptedError when the signal fires
 */
export async function downloadJars(
  lock: JarSet,
  missing: readonly LockedJar[],
  options: EnsureJarsOptions,
): Promise<void> {
  const env = options.env ?? process.env;
  const stop = new AbortController();
  const dispatcher = proxyDispatcher(env);
  const run: Run = {
    cacheDir: options.cacheDir,
    repository: mavenRepository(env),
    dispatcher,
    signal: options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]),
    retryDelayMs: options.retryDelayMs ?? 300,
    report: reporter(lock, missing, options),
  };
  const failures: unknown[] = [];
  const fetchOne = async (jar: LockedJar): Promise<void> => {
    try {
      await fetchJar(jar, run);
    } catch (error) {
      failures.push(error);
      stop.abort();
    }
  };
  try {
    await pMap(missing, fetchOne, { concurrency: parallelJars });
  } finally {
    await dispatcher.destroy();
  }
  if (options.signal?.aborted)
    throw new InterruptedError('interrupted while fetching jars; the next start goes on from here');
  if (failures.length > 0) throw failures[0];
}

function reporter(lock: JarSet, missing: readonly LockedJar[], options: EnsureJarsOptions): Run['report'] {
  const arrived = new Map(lock.jars.map((jar) => [jar, missing.includes(jar) ? 0 : jar.size]));
  const totalBytes = lock.jars.reduce((sum, jar) => sum + jar.size, 0);
  const tell = (): void => {
    const entries = [...arrived];
    options.onProgress?.({
      doneBytes: entries.reduce((sum, [, bytes]) => sum + bytes, 0),
      totalBytes,
      doneJars: entries.filter(([jar, bytes]) => bytes === jar.size).length,
      totalJars: entries.length,
    });
  };
  tell();
  return (jar, bytes) => {
    arrived.set(jar, Math.min(bytes, jar.size));
    tell();
  };
}

async function fetchJar(jar: LockedJar, run: Run): Promise<void> {
  run.signal.throwIfAborted();
  const target = jarPath(jar, run.cacheDir);
  try {
    const part = await takePart(target);
    try {
      // Another klab may have fetched it since the run began.
      if (!isCached(jar, run.cacheDir)) {
        await fill(part, jar, run);
        await rename(part, target);
      }
    } catch (error) {
      await (isMismatch(error) ? discardPart(part) : releasePart(part, target));
      throw error;
    }
    await discardPart(part);
    run.report(jar, jar.size);
  } catch (error) {
    throw error instanceof LabError || run.signal.aborted
      ? error
      : downloadFailed(jar, run.repository, error);
  }
}

/** Loads the rest of a part and verifies the whole. */
async function fill(part: string, jar: LockedJar, run: Run): Promise<void> {
  const resumed = (await sizeOf(part)) > 0;
  try {
    await loadWithRetries(part, jar, run);
    await verify(part, jar);
  } catch (error) {
    if (!resumed || !isMismatch(error)) throw error;
    // What an earlier run left may be what is wrong: judge the repository by a whole file.
    await discardPart(part);
    await loadWithRetries(part, jar, run);
    await verify(part, jar);
  }
}

async function loadWithRetries(part: string, jar: LockedJar, run: Run): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await load(part, jar, run);
      return;
    } catch (error) {
      if (run.signal.aborted || !(error instanceof TransientError) || tries === maxTries) throw error;
      await delay(run.retryDelayMs * 2 ** (tries - 1), undefined, { signal: run.signal });
    }
  }
}

async function load(part: string, jar: LockedJar, run: Run): Promise<void> {
  const url = await run.repository.urlOf(jar.coordinates);
  if (url.protocol === 'file:') {
    await copyFile(url, part);
    return;
  }
  const have = await sizeOf(part);
  if (have === jar.size) return;
  const response = await request(url, have < jar.size ? have : 0, run);
  if (response.status === 416) {
    await discardPart(part);
    throw new TransientError('the repository refused to go on from the part that is there');
  }
  if (response.status !== 200 && response.status !== 206) {
    await response.body?.cancel();
    const text = `the repository answered ${response.status} ${response.statusText}`.trim();
    throw transientStatuses.has(response.status) ? new TransientError(text) : new Error(text);
  }
  const start = response.status === 206 ? startOf(response.headers.get('content-range')) : 0;
  if (start !== 0 && start !== have) {
    await response.body?.cancel();
    await discardPart(part);
    throw new TransientError(`the repository went on from byte ${start} instead of ${have}`);
  }
  await append(
    part,
    start,
    response.body === null ? Readable.from([]) : Readable.fromWeb(response.body),
    jar,
    run,
  );
}

async function request(url: URL, from: number, run: Run): Promise<Response> {
  // Without `identity` a server may compress, and then positions in the file mean nothing.
  const headers = { ...run.repository.headers, 'accept-encoding': 'identity' };
  const range = from === 0 ? {} : { range: `bytes=${from}-` };
  const { dispatcher, signal } = run;
  try {
    return await fetch(url, { headers: { ...headers, ...range }, dispatcher, signal });
  } catch (error) {
    throw new TransientError('no connection to the repository', { cause: error });
  }
}

/** First byte of `bytes 100-199/200`; a server that leaves the header out is not believed. */
function startOf(contentRange: string | null): number {
  const start = /^bytes (\d+)-/.exec(contentRange ?? '')?.[1];
  return start === undefined ? Number.NaN : Number(start);
}

async function append(part: string, start: number, body: Readable, jar: LockedJar, run: Run): Promise<void> {
  let bytes = start;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      run.report(jar, bytes);
      done(bytes > jar.size ? mismatch(jar, `more than ${jar.size} bytes`) : null, chunk);
    },
  });
  try {
    await pipeline(body, count, createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }), {
      signal: run.signal,
    });
  } catch (error) {
    if (error instanceof LabError || run.signal.aborted || isStorageError(error, run.repository)) throw error;
    throw new TransientError('the connection broke', { cause: error });
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
