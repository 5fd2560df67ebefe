/** Loads a file that a person wrote, in TypeScript or JavaScript, and says of an error where in their files it is. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError, messageOf, UsageError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';

/** What such a file may be called. */
export const userFileExtensions = ['.ts', '.mts', '.js', '.mjs'] as const;

/** Modules by the name that files import them by, given to them as they are here: a class must be the same class. */
export type ProvidedModules = Readonly<Record<string, unknown>>;

/**
 * What a file exports by default.
 * @param provided modules that it need not find by itself. @default none
 * @throws UsageError in one line, with file and line where they can be told.
 */
export async function defaultExportOf(file: string, provided: ProvidedModules = {}): Promise<unknown> {
  // Loaded only here, since few verbs need it. Node 20 reads no TypeScript, and later ones not all of it.
  const { createJiti } = await import('jiti');
  // Nothing is kept: neither files that nobody asked for, nor a module that has changed meanwhile.
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { ...provided },
  });
  try {
    // Transpiled even where Node could read it, which would look for the provided modules by itself and may find others.
    const loaded = await jiti.evalModule(await readFile(file, 'utf8'), {
      filename: file,
      async: true,
      forceTranspile: true,
    });
    return (loaded as { default?: unknown }).default;
  } catch (error) {
    throw userFileError(error, file, 'cannot be loaded: ');
  }
}

/**
 * The error of something that a person's file did.
 * @param file the one that was loaded, where the error names none.
 * @param doing what was done when it came, as it reads before the error's own words.
 */
export function userFileError(error: unknown, file: string, doing: string): LabError {
  const words = messageOf(error);
  const where = placeIn(words) ?? placeIn(stackOf(error)) ?? shownPath(file);
  const first = (words.split('\n')[0] ?? '').replace(/^ParseError: /, '').trim();
  const { code = 'usage', details = [] }: Partial<LabError> = error instanceof LabError ? error : {};
  const message = `${where} ${doing}${first}`;
  return code === 'usage'
    ? new UsageError(message, { cause: error, details })
    : new LabError(code, message, { cause: error, details });
}

/** A path as a person would type it where they are. */
export function shownPath(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : '';
}

/** An absolute path, with line and column where they are said: of a frame, a parser's message, a list of files. */
const pathInText = /(?:^|[\s(])((?:file:\/\/)?\/[^\n():']+)(?::(\d+)(?::\d+)?)?\)?$/gm;

/** The first file of a person's own in a text, with its line where it says it. */
function placeIn(text: string): string | undefined {
  const own = [`${packageRoot()}/src/`, `${packageRoot()}/lib/`];
  for (const [, path = '', line] of text.matchAll(pathInText)) {
    const file = path.startsWith('file:') ? fileURLToPath(path) : path;
    const isOurs = own.some((folder) => file.startsWith(folder)) || file.includes('/node_modules/');
    if (!isOurs) return line === undefined ? shownPath(file) : `${shownPath(file)}:${line}`;
  }
  return undefined;
}
