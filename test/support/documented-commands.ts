/** Finds what the documents tell a reader to type: commands in blocks, which are whole, and in sentences, which may be parts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';

/** A command as a document shows it. */
export interface DocumentedCommand {
  /** File and line, as an editor takes them. */
  readonly where: string;
  /** Program first. */
  readonly words: readonly string[];
  /** Whether it stands in a block by itself, and so is whole. */
  readonly isWhole: boolean;
}

/** Every `klab` and `npm` command of the README and `docs/`. */
export function documentedCommands(root: string): readonly DocumentedCommand[] {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.startsWith('reference/'))
    .toSorted()
    .map((file) => join('docs', file));
  return ['README.md', ...pages].flatMap((path) => commandsOf(path, readFileSync(join(root, path), 'utf8')));
}

/** Those of one text. */
export function commandsOf(path: string, text: string): readonly DocumentedCommand[] {
  const found: DocumentedCommand[] = [];
  let block: string | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const where = `${path}:${at + 1}`;
    const fence = /^```(\w*)/.exec(line);
    if (fence !== null) block = block === undefined ? fence[1] : undefined;
    else if (block === undefined)
      for (const [, inline = ''] of line.matchAll(/`((?:npx )?klab [^`]+|npm run [^`]+)`/g))
        found.push(...typed(inline, where, false));
    else if (['', 'sh', 'bash', 'console'].includes(block)) found.push(...typed(line, where, true));
  }
  return found;
}

/** Commands of a line; output of a command has none, since it starts with neither. */
function typed(line: string, where: string, isWhole: boolean): readonly DocumentedCommand[] {
  // Two spaces begin what a line says beside its command.
  const [command = ''] = line.replace(/^\$ /, '').split(/ {2,}(?=\S)/);
  return command.split(/ (?:&&|\|) /).flatMap((part) => {
    const words = [...part.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
      word.replaceAll(/['"]/g, ''),
    );
    const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word) && word !== 'npx');
    const own = first < 0 ? [] : words.slice(first);
    return own[0] === 'klab' || own[0] === 'npm' ? [{ where, words: own, isWhole }] : [];
  });
}
