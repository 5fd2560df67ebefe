/** Makes the class-data archive of a Kafka version in the background; started by `klab up`, or by hand to wait for it. */
import { marks } from '../src/kafka/marks.ts';
import { constants, setPriority } from 'node:os';
import { Command } from 'commander';
import { InterruptedError, UsageError } from '../src/errors.ts';
import { cacheDir } from '../src/paths.ts';
import { asOnlyMaker } from '../src/runtimes/local/class-archive/maker.ts';
import { makeClassArchive } from '../src/runtimes/local/class-archive/making.ts';
import { ensureJars } from '../src/runtimes/jars/jar-cache.ts';
import { findJava } from '../src/runtimes/local/java/java.ts';
import { runProgram } from './support/run-program.ts';

/** How the second argument begins; it doubles as the mark by which `ps` finds this process. */
const markPrefix = `${marks.archiveMaker}=`;

const program = new Command('make-class-archive')
  .description('Make the class-data archive that lets nodes of a Kafka version start in half the time.')
  .argument('<version>', 'Kafka version, such as 4.3.1')
  .argument('[mark]', `${markPrefix}FOLDER: the cache to put it in (default: the cache in KLAB_HOME)`)
  .addHelpText('after', '\nExample:\n  npx tsx scripts/make-class-archive.ts 4.3.1\n')
  .action(make);

await runProgram(program);

async function make(version: string, mark = `${markPrefix}${cacheDir()}`): Promise<void> {
  if (!mark.startsWith(markPrefix)) throw new UsageError(`'${mark}' does not start with ${markPrefix}`);
  const cache = mark.slice(markPrefix.length);
  // Before any child is started: children inherit it, and the user's own cluster must not wait for this one.
  setPriority(constants.priority.PRIORITY_LOW);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  const java = await findJava();
  const archive = await asOnlyMaker(cache, async () => {
    const jars = await ensureJars(version, { cacheDir: cache, signal: stop.signal });
    if (stop.signal.aborted) throw new InterruptedError();
    return makeClassArchive(version, { java, jars, cacheDir: cache, signal: stop.signal });
  });
  console.log(
    archive ?? 'no archive was made: another maker is at work, or this Java has none of its own to build on',
  );
}
