/** Objects of Kubernetes as files hold them, each with its place: several in one file, or in a list of kind List. */
import { LineCounter, parseAllDocuments } from 'yaml';
import { UsageError } from '../errors.ts';
import { isRecord, listOf, recordOf, textOf } from '../untyped.ts';
import { yamlValue } from './yaml-value.ts';

/** Lines of a file, counted from 1. */
export interface Block {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** One object of Kubernetes. */
export interface Manifest extends Block {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Whose kind it is, such as `apps`; empty for Kubernetes' own core. */
  readonly group: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Whether a text is manifests, as far as its look tells. */
export function looksLikeManifests(text: string): boolean {
  return /^["']?apiVersion["']?:/m.test(text) || /^\s*\{?\s*"(apiVersion|kind)"\s*:/.test(text);
}

/** What a file of manifests holds; a document that is none is named by a note. @throws UsageError for no YAML */
export function readManifests(
  text: string,
  file: string,
  onNote: (note: string) => void,
): readonly Manifest[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
  const last = text.split('\n').length;
  const begins = Array.from(documents, ({ contents }) =>
    contents === null ? undefined : lines.linePos((contents as { range?: number[] }).range?.[0] ?? 0).line,
  );
  return Array.from(documents).flatMap((document, index): readonly Manifest[] => {
    const error = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
    if (error !== undefined) throw new UsageError(unreadable(text, file, error, lines));
    const begin = begins[index];
    if (begin === undefined) return [];
    const next = begins.slice(index + 1).find((one) => one !== undefined);
    const block = { file, from: begin, to: next === undefined ? last : next - 1 };
    const content = yamlValue(document, file);
    if (isTemplate(content)) throw new UsageError(`${file}, line ${begin} ${template}`);
    return manifestsOf(content, block, onNote);
  });
}

const template = 'is a template, and no manifest yet: have it rendered first, as by helm template';

/** Two braces around a word are YAML too, of an object whose only name is an object. */
function isTemplate(content: unknown): boolean {
  return /"\{ [^"]*\}":null/.test(JSON.stringify(content) ?? '');
}

function unreadable(
  text: string,
  file: string,
  { message, pos }: { readonly message: string; readonly pos: readonly [number, number] },
  lines: LineCounter,
): string {
  const where = `${file}, line ${lines.linePos(pos[0]).line}`;
  if (/\{\{/.test(text)) {
    return `${where} ${template}`;
  }
  return `${where} is not readable as YAML: ${message.split('\n')[0]?.replace(/ at line .*$/, '') ?? ''}`;
}

function manifestsOf(content: unknown, block: Block, onNote: (note: string) => void): readonly Manifest[] {
  if (content === null) return [];
  if (!isRecord(content) || typeof content['kind'] !== 'string') {
    onNote(`${block.file}, line ${block.from} is no object of Kubernetes: it has no kind`);
    return [];
  }
  if (content['kind'].endsWith('List') && Array.isArray(content['items']))
    return listOf(content['items']).flatMap((item) => manifestsOf(item, block, onNote));
  return [{ ...block, ...headOf(content) }];
}

/** What an object says of itself. */
export function headOf(content: Readonly<Record<string, unknown>>): Omit<Manifest, keyof Block> {
  const { name, namespace } = recordOf(content['metadata']);
  const [group, version] = (textOf(content['apiVersion']) ?? '').split('/');
  return {
    kind: textOf(content['kind']) ?? '',
    name: textOf(name) ?? '',
    namespace: textOf(namespace) ?? 'default',
    group: version === undefined ? '' : (group ?? ''),
    content,
  };
}
