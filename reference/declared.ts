/** Reads what a file declares together with its docstrings, and follows re-exports to where a name is declared. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { parseSync, type Comment, type TSSignature, type Statement } from 'oxc-parser';

/** One field of an interface. */
interface DeclaredField {
  readonly name: string;
  /** Its type as it is written. */
  readonly type: string;
  readonly isOptional: boolean;
  readonly doc: string;
}

/** One exported name. */
export interface Declared {
  readonly name: string;
  readonly kind: 'class' | 'function' | 'value' | 'type';
  /** The file that declares it, from the root. */
  readonly path: string;
  readonly doc: string;
  /** Of an interface, in the order of the file. */
  readonly fields: readonly DeclaredField[];
  /** Of a type that is a choice of words, each with what it means, where the code says so. */
  readonly words: readonly { readonly word: string; readonly doc: string }[];
}

/** Every name that a file exports, its own and what it passes on. @throws Error for a file that is no TypeScript */
export function exportsOf(root: string, path: string): readonly Declared[] {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const reader = { path, text, comments };
  return program.body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration')
      return exportsOf(root, normalize(join(dirname(path), statement.source.value)));
    if (statement.type !== 'ExportNamedDeclaration') return [];
    if (statement.declaration !== null) return declaredBy(reader, statement.declaration, statement.start);
    if (statement.source === null) return [];
    const there = exportsOf(root, normalize(join(dirname(path), statement.source.value)));
    const names = new Set(statement.specifiers.map(({ local }) => ('name' in local ? local.name : '')));
    return there.filter(({ name }) => names.has(name));
  });
}

interface Reader {
  readonly path: string;
  readonly text: string;
  readonly comments: readonly Comment[];
}

function declaredBy(reader: Reader, declaration: Statement, start: number): readonly Declared[] {
  const shared = { path: reader.path, doc: docBefore(reader, start), fields: [], words: [] };
  const { type } = declaration;
  if (type === 'ClassDeclaration') return [{ ...shared, name: declaration.id?.name ?? '', kind: 'class' }];
  if (type === 'FunctionDeclaration' || type === 'TSDeclareFunction')
    return [{ ...shared, name: declaration.id?.name ?? '', kind: 'function' }];
  if (type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) =>
      id.type === 'Identifier' ? [{ ...shared, name: id.name, kind: 'value' as const }] : [],
    );
  if (type === 'TSInterfaceDeclaration') {
    const fields = declaration.body.body.flatMap((member) => fieldOf(reader, member));
    return [{ ...shared, name: declaration.id.name, kind: 'type', fields }];
  }
  if (type === 'TSTypeAliasDeclaration') {
    const { typeAnnotation } = declaration;
    const parts = typeAnnotation.type === 'TSUnionType' ? typeAnnotation.types : [];
    const words = parts.flatMap((part) =>
      part.type === 'TSLiteralType' && part.literal.type === 'Literal'
        ? [{ word: String(part.literal.value), doc: docBefore(reader, part.start, /^\s*\|?\s*$/) }]
        : [],
    );
    return [{ ...shared, name: declaration.id.name, kind: 'type', words }];
  }
  return [];
}

function fieldOf(reader: Reader, member: TSSignature): readonly DeclaredField[] {
  const doc = docBefore(reader, member.start);
  if (member.type === 'TSPropertySignature' && member.key.type === 'Identifier') {
    const annotation = member.typeAnnotation?.typeAnnotation;
    const type = annotation ? reader.text.slice(annotation.start, annotation.end) : 'unknown';
    return [{ name: member.key.name, type, isOptional: member.optional, doc }];
  }
  if (member.type === 'TSMethodSignature' && member.key.type === 'Identifier') {
    const type = reader.text.slice(member.key.end, member.end).replace(/;$/, '');
    return [{ name: member.key.name, type, isOptional: member.optional, doc }];
  }
  return [];
}

/** The docstring that ends where something starts, in one line. @param between what may stand between the two */
function docBefore({ text, comments }: Reader, start: number, between = /^\s*$/): string {
  const before = comments.findLast(({ end }) => end <= start);
  if (before === undefined || !before.value.startsWith('*')) return '';
  if (!between.test(text.slice(before.end, start))) return '';
  return before.value
    .slice(1)
    .replaceAll(/^\s*\*\s?/gm, '')
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
