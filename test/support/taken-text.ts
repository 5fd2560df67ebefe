/** Takes a compose file over that is a text, and reads what is said of it. */
import { importFiles, type Imported } from '../../src/import/import.ts';

/** @param beside text of the files that it refers to, by path without `./` */
export function take(text: string, beside: Readonly<Record<string, string>> = {}): Imported {
  return importFiles(new Map([['compose.yml', text]]), (path) => beside[path.replace('./', '')], 'shop');
}

/** The lines of one kind, each with its node. */
export function said({ notes }: Imported, kind: string): string {
  return notes.flatMap((note) => (note.kind === kind ? [`${note.node ?? ''} ${note.text}`] : [])).join('\n');
}
