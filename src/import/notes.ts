/** What becomes of each thing that a file says, in words: nothing of it is dropped without one. */

/** Taken over as it is; changed, and why; or not understood, which somebody must look at. */
export type NoteKind = 'taken over' | 'changed' | 'not understood';

/** One of them. */
export interface ImportNote {
  readonly kind: NoteKind;
  /** The service it is about. @default the whole file */
  readonly node?: string;
  readonly text: string;
  /** A word by which its line is found. */
  readonly at?: string;
}

/** A text without what is secret in it: of a name that says so nothing, of a URL or a flag not the password. */
export function discreet(name: string, value: string): string {
  if (/pass|secret|licen[cs]e|jaas|token|credential|\bkey\b/i.test(name)) return '…';
  return value
    .replaceAll(/(:\/\/[^:/@\s]*:)[^@/\s]+@/g, '$1…@')
    .replaceAll(/((?:pass|secret|token)\w*["']?\s*[=:]\s*["']?)[^\s,;"'}]+/gi, '$1…');
}

/** Collects notes about one service. */
export class NotesOf {
  private readonly all: ImportNote[];
  private readonly node: string | undefined;

  constructor(all: ImportNote[], node?: string) {
    this.all = all;
    this.node = node;
  }

  taken(text: string, at?: string): void {
    this.add('taken over', text, at);
  }

  changed(text: string, at?: string): void {
    this.add('changed', text, at);
  }

  lost(text: string, at?: string): void {
    this.add('not understood', text, at);
  }

  private add(kind: NoteKind, text: string, at: string | undefined): void {
    const node = this.node === undefined ? {} : { node: this.node };
    this.all.push({ kind, text, ...node, ...(at !== undefined && { at }) });
  }
}
