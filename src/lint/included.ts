/** Which files a compose file includes: their services are part of it, with paths of their own (compose specification, include). */
import { posix } from 'node:path';
import { parseDocument } from 'yaml';
import { includedPaths } from '../untyped.ts';

/** Paths of the files that a document includes, relative to where its own path is. */
export function includedBeside(document: unknown, path: string): readonly string[] {
  return includedPaths(document).map((name) => posix.join(posix.dirname(path), name));
}

/** The same of a text that nobody has read; none of one that is no YAML. */
export function includedIn(text: string, path: string): readonly string[] {
  if (!/^include:/m.test(text)) return [];
  const document = parseDocument(text, { logLevel: 'silent', merge: true });
  return document.errors.length > 0 ? [] : includedBeside(document.toJS(), path);
}
