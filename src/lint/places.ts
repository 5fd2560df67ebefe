/** Finds the line of a file that something is about. */
import { escaped } from '../words.ts';
import type { Block } from '../manifests/documents.ts';
import { kafkaVariable } from '../kafka/images/image-environment.ts';

/** A line of a file. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Lines of each node, where its name alone does not tell them. */
export type Blocks = ReadonlyMap<string, readonly Block[]>;

/** The last file that has the service says where; a word that it has from an anchor stands elsewhere in the file. */
export function placeOf(
  files: ReadonlyMap<string, string>,
  node: string,
  at: string | undefined,
  blocks: Blocks = new Map(),
): Place {
  const own = blocks.get(node);
  if (own !== undefined) return placeIn(files, own, at);
  const places = [...files].map(([file, text]) => {
    const lines = text.split('\n');
    // What belongs to no service stands at a line's very begin, wherever it does.
    if (node === '' && at !== undefined) {
      const own = lines.findIndex((line) => line.startsWith(at));
      return { file, begin: own, line: own };
    }
    const begin = beginOf(lines, node);
    if (begin < 0) return { file, begin, line: -1 };
    const indent = indentOf(lines[begin] ?? '');
    const rest = lines.slice(begin + 1);
    const length = rest.findIndex(
      (line) => line.trim() !== '' && !/^\s*#/.test(line) && indentOf(line) <= indent,
    );
    const isWord = wordOf(at);
    const within = rest.slice(0, length < 0 ? undefined : length).findIndex(isWord);
    const anywhere = within < 0 ? lines.findIndex(isWord) : begin + 1 + within;
    return { file, begin, line: at === undefined ? -1 : anywhere };
  });
  const has = places.filter(({ begin }) => begin >= 0);
  const { file, line, begin } = has.findLast((one) => one.line >= 0) ??
    has.at(-1) ?? { file: [...files.keys()][0] ?? '', line: 0, begin: 0 };
  return { file, line: (line >= 0 ? line : Math.max(begin, 0)) + 1 };
}

/** Where a service begins: its name may stand before, as one that another waits for, or as a network. */
function beginOf(lines: readonly string[], node: string): number {
  const isNamed = new RegExp(`^\\s+['"]?${escaped(node)}['"]?\\s*:`);
  const services = lines.findIndex((line) => /^['"]?services['"]?\s*:/.test(line));
  const first = lines.slice(services + 1).find((line) => /^\s*[^\s#]/.test(line)) ?? '';
  const begin = lines.findIndex(
    (line, index) => index > services && indentOf(line) === indentOf(first) && isNamed.test(line),
  );
  return begin < 0 ? lines.findIndex((line) => isNamed.test(line)) : begin;
}

/** The first of some objects that has the word; the first of them all where none has. */
export function placeIn(
  files: ReadonlyMap<string, string>,
  blocks: readonly Block[],
  at: string | undefined,
): Place {
  const isWord = wordOf(at);
  for (const { file, from, to } of blocks) {
    const found = (files.get(file) ?? '')
      .split('\n')
      .slice(from - 1, to)
      .findIndex(isWord);
    if (found >= 0) return { file, line: from + found };
  }
  const [first] = blocks;
  return { file: first?.file ?? '', line: first?.from ?? 1 };
}

/** A setting stands in a line by its own name or by the one of its variable. */
function wordOf(at: string | undefined): (line: string) => boolean {
  if (at === undefined) return () => false;
  const variable = kafkaVariable(at);
  const names = [variable, variable.replace('KAFKA_', 'KAFKA_CFG_'), variable.replace('KAFKA_', '')].map(
    (name) => new RegExp(`\\b${escaped(name)}\\b`),
  );
  return (line) => !/^\s*#/.test(line) && (line.includes(at) || names.some((name) => name.test(line)));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
