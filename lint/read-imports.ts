/** Reads what a file imports and exports, as the parser sees it: types, re-exports and lazy imports too. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { parseSync, Visitor, type ParseResult } from 'oxc-parser';

/** One import of a file. */
export interface Import {
  /** A file of the project by its path from the root (`src/kafka/node.ts`), or a package (`kafkajs`, `node:fs`). */
  readonly target: string;
  readonly isPackage: boolean;
  /** Names that are taken; `all` where that cannot be told. */
  readonly names: readonly string[] | 'all';
  /** Whether nothing of it is there once the program runs. */
  readonly isType: boolean;
  readonly line: number;
}

/** One name that a file exports. */
export interface Export {
  readonly name: string;
  readonly line: number;
  /** Whether it is a type and nothing that runs. */
  readonly isType: boolean;
}

/** What the rules know of a file. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
}

/** Every TypeScript file in some folders below a root. */
export function readTree(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.m?tsx?$/.test(name))
      .toSorted()
      .map((name) => join(folder, name))
      .map((path) => readSource(path, readFileSync(join(root, path), 'utf8'))),
  );
}

/**
 * A file by its text.
 * @throws {Error} when it is no TypeScript
 */
export function readSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const imports = [...statements(parsed), ...lazyImports(parsed, text), ...typeQueries(parsed, text)];
  return {
    path,
    imports: imports.map(({ specifier, offset, ...rest }) => {
      const isPackage = !specifier.startsWith('.');
      const target = isPackage ? packageOf(specifier) : normalize(join(dirname(path), specifier));
      return { target, isPackage, ...rest, line: lineOf(offset) };
    }),
    exports: exportsOf(parsed).map(({ offset, ...rest }) => ({ ...rest, line: lineOf(offset) })),
  };
}

/** `a-package/lib/part.js` is of `a-package`. */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

/** An import as the parser gives it. */
interface Found {
  readonly specifier: string;
  readonly names: readonly string[] | 'all';
  readonly isType: boolean;
  readonly offset: number;
}

/** `import … from` and `export … from`. */
function statements({ module }: ParseResult): readonly Found[] {
  const imports = module.staticImports.map(({ start, moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    names: namesOf(entries.map(({ importName }) => importName)),
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
    offset: start,
  }));
  const exports = module.staticExports.flatMap(({ start, entries }) =>
    entries.flatMap(({ moduleRequest, importName, isType }) =>
      moduleRequest === null
        ? []
        : [{ specifier: moduleRequest.value, names: namesOf([importName]), isType, offset: start }],
    ),
  );
  return [...imports, ...exports];
}

function namesOf(imported: readonly { kind: string; name: string | null }[]): readonly string[] | 'all' {
  const names = imported.map(({ kind, name }) => (kind === 'Default' ? 'default' : name));
  return names.every((name) => name !== null) ? names : 'all';
}

/** `import('…')`, where what is imported stands there as it is. */
function lazyImports({ module }: ParseResult, text: string): readonly Found[] {
  return module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const specifier = /^['"](.*)['"]$/.exec(text.slice(start, end))?.[1];
    return specifier === undefined
      ? []
      : [{ specifier, names: 'all' as const, isType: false, offset: start }];
  });
}

/** `import('…').Name` in the place of a type, which the parser's list of imports leaves out. */
function typeQueries({ program }: ParseResult, text: string): readonly Found[] {
  if (!text.includes('import(')) return [];
  const found: Found[] = [];
  new Visitor({
    TSImportType: ({ source, start }) => {
      found.push({ specifier: source.value, names: 'all', isType: true, offset: start });
    },
  }).visit(program);
  return found;
}

/** What it exports by name. */
function exportsOf({ module }: ParseResult): readonly (Omit<Export, 'line'> & { readonly offset: number })[] {
  return module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName: { name }, isType, start }) =>
      name === null ? [] : [{ name, isType, offset: start }],
    ),
  );
}
