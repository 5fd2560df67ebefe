/** What each Java of this machine once answered: to ask one costs a JVM, a tenth of a second before anything else begins. */
import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { writeWhole } from '../../../files.ts';
import { ask, type Java, type JavaAnswer } from './ask.ts';

/** One remembered answer; it counts as long as the executable is the same file, unchanged. */
interface Remembered {
  readonly stamp: string;
  readonly java: Java;
}

/**
 * Asks all of these, those from memory whose file has not changed.
 * @param cacheDir of the lab; where it does not exist nothing is kept.
 */
export async function askAll(
  paths: readonly string[],
  env: NodeJS.ProcessEnv,
  cacheDir: string,
): Promise<readonly JavaAnswer[]> {
  const file = join(cacheDir, 'javas.json');
  const memory = await read(file);
  const asked = await Promise.all(
    paths.map(async (path) => {
      const real = await realpath(path);
      const stamp = await stampOf(real);
      const known = memory[path];
      if (known?.stamp === stamp) return { path, answer: { java: known.java } };
      const answer = await ask(path, env);
      const isItself = 'java' in answer && (await liesIn(real, answer.java.home));
      return { path, answer, ...(isItself && { fresh: { stamp, java: answer.java } }) };
    }),
  );
  const fresh = asked.flatMap(({ path, fresh }) => (fresh === undefined ? [] : [[path, fresh] as const]));
  if (fresh.length > 0 && existsSync(cacheDir)) await keep(file, { ...memory, ...Object.fromEntries(fresh) });
  return asked.map(({ answer }) => answer);
}

/** Changes whenever somebody installs another Java in its place. */
async function stampOf(real: string): Promise<string> {
  const { ino, size, mtimeMs, ctimeMs } = await stat(real);
  return [real, ino, size, mtimeMs, ctimeMs].join(' ');
}

/** A stand-in, such as macOS's own or a version manager's, is another Java tomorrow and still the same file. */
async function liesIn(real: string, home: string | undefined): Promise<boolean> {
  if (home === undefined) return false;
  const realHome = await realpath(home).catch(() => undefined);
  return realHome !== undefined && real.startsWith(realHome + sep);
}

async function read(file: string): Promise<Readonly<Record<string, Remembered>>> {
  const read = readFile(file, 'utf8').then((text) => JSON.parse(text) as Record<string, Remembered>);
  return await read.catch(() => ({}));
}

/** Of several that keep at the same time one wins; who lost asks again. */
async function keep(file: string, memory: Readonly<Record<string, Remembered>>): Promise<void> {
  const text = `${JSON.stringify(memory, undefined, 2)}\n`;
  // A cache that cannot be written is a slower lab, not a broken one.
  await writeWhole(file, text).catch(() => undefined);
}
