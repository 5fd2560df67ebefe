/** Runs another verb inside of this one, shown as a person would have typed it. */
import pc from 'picocolors';
import { messageOf } from '../../src/index.ts';
import { shellWord } from '../../src/words.ts';
import { verbs } from './verbs.ts';

/**
 * Runs `klab` with these words. What goes wrong is printed, and is no failure of whoever asked for it.
 * @param quiet true where nothing but the outer verb's own result may be on standard output.
 */
export async function runCommand(words: readonly string[], quiet: boolean): Promise<void> {
  const [name = '', ...args] = words;
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (entry === undefined) throw new Error(`there is no verb "${name}"`);
  const print = console.log;
  if (quiet) console.log = console.error;
  console.log(pc.cyan(`$ klab ${words.map(shellWord).join(' ')}`));
  try {
    await (await entry.load()).command().parseAsync([...args], { from: 'user' });
  } catch (error) {
    console.error(`${pc.red('error:')} ${messageOf(error)}`);
  } finally {
    console.log = print;
    // A verb that failed has left its code, which is not the outer one's.
    process.exitCode = undefined;
  }
}
