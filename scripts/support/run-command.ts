/** Runs another verb inside of this one, shown as a person would have typed it. */
import { format } from 'node:util';
import pc from 'picocolors';
import { messageOf } from '../../src/index.ts';
import { shellWord } from '../../src/words.ts';
import { verbs } from './verbs.ts';

/**
 * Runs `klab` with these words. What goes wrong is printed, and is no failure of whoever asked for it.
 * @param quiet true where nothing but the outer verb's own result may be on standard output.
 */
export async function runCommand(words: readonly string[], quiet: boolean): Promise<void> {
  const { log, error } = console;
  await runCommandTold(words, { log: quiet ? error : log, error });
}

/** Where lines go that a verb prints. */
interface Printer {
  readonly log: (line: string) => void;
  readonly error: (line: string) => void;
}

/** The same, for whoever shows what it prints elsewhere. */
export async function runCommandTold(words: readonly string[], { log, error }: Printer): Promise<void> {
  const [name = '', ...args] = words;
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (entry === undefined) throw new Error(`there is no verb "${name}"`);
  const before = { log: console.log, error: console.error };
  console.log = (...all: readonly unknown[]) => log(format(...all));
  console.error = (...all: readonly unknown[]) => error(format(...all));
  console.log(pc.cyan(`$ klab ${words.map(shellWord).join(' ')}`));
  try {
    await (await entry.load()).command().parseAsync([...args], { from: 'user' });
  } catch (failure) {
    console.error(`${pc.red('error:')} ${messageOf(failure)}`);
  } finally {
    Object.assign(console, before);
    // A verb that failed has left its code, which is not the outer one's.
    process.exitCode = undefined;
  }
}
