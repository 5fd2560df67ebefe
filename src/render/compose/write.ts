/** Writes a compose document down as YAML. */
import { stringify } from 'yaml';
import type { ComposeDocument } from './document.ts';

/**
 * The text of a compose file: the header as comments, then the document in its own order.
 * No anchors, so that each service can be read by itself; what YAML 1.1 would take for a number or a truth is quoted,
 * since compose files are read by both kinds of parsers.
 */
export function writeCompose(document: ComposeDocument, header: readonly string[]): string {
  const comments = header.map((line) => `# ${line}\n`).join('');
  return (
    comments +
    stringify(document, { aliasDuplicateObjects: false, compat: 'yaml-1.1', lineWidth: 0, singleQuote: true })
  );
}
