/** The page of the library: what a program can import, in the words of each docstring. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportsOf, type Declared } from './declared.ts';
import { cell, code, page, prose, table } from './markdown.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

const kinds = [
  ['Constructs and other classes', 'class'],
  ['Functions', 'function'],
  ['Values', 'value'],
  ['Types', 'type'],
] as const;

/** Every entry of package.json's `exports` with its names, and the fields of what a caller writes. */
export function libraryPage(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const parts = Object.entries(manifest.exports).flatMap(([entry, file]) => {
    if (typeof file === 'string') return [];
    const source = file.types.replace(/^\.\/lib\//, '').replace(/\.d\.ts$/, '.ts');
    return [entryPart(entry.replace(/^\./, manifest.name), exportsOf(root, source))];
  });
  return page('Library', "the docstrings of what package.json's `exports` lead to", parts);
}

function entryPart(specifier: string, all: readonly Declared[]): string {
  const names = [...new Map(all.map((one) => [one.name, one])).values()];
  const tables = kinds.flatMap(([title, kind]) => {
    const rows = names
      .filter((one) => one.kind === kind && one.fields.length === 0)
      .map(({ name, doc, words }) => [code(name), cell(`${doc}${choice(words)}`)]);
    return rows.length === 0 ? [] : [`**${title}**`, table(['name', 'what it is'], rows)];
  });
  const shapes = names
    .filter(({ fields }) => fields.length > 0)
    .flatMap(({ name, doc, fields }) => [
      `### ${name}`,
      prose(doc),
      fields
        .map(({ name: field, type, isOptional, doc: about }) => {
          const [meaning = '', fallback] = about.split('@default ');
          const written = `${field}${isOptional ? '?' : ''}: ${type.replaceAll(/\s+/g, ' ')}`;
          const said = [meaning.trim(), fallback === undefined ? '' : `Default: ${fallback.trim()}`];
          return `- \`${written}\` ${prose(said.join(' '))}`.trimEnd();
        })
        .join('\n'),
    ]);
  return [`## ${specifier}`, ...tables, ...shapes].filter((part) => part !== '').join('\n\n');
}

function choice(words: Declared['words']): string {
  return words.length === 0 ? '' : ` One of ${words.map(({ word }) => `\`${word}\``).join(', ')}.`;
}
