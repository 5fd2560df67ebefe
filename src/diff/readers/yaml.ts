/**
 * Reads YAML, each text once: two sides share most of their documents, and parsing is what takes the time.
 * That is also why it is read with the library that writes it only where the quick one refuses it: that one keeps comments
 * and places, and takes five times as long.
 */
import { load, YAML11_SCHEMA, YAMLException } from 'js-yaml';
import { parseDocument } from 'yaml';
import { UsageError } from '../../errors.ts';
import { yamlValue } from '../../manifests/yaml-value.ts';

const parsed = new Map<string, unknown>();

/**
 * The documents of a file.
 * @param path what the file is called in an error.
 * @throws UsageError naming file, line and reason where it is no YAML.
 */
export function readYaml(text: string, path: string): readonly unknown[] {
  const parts = text.split(/^---(?:[ \t].*)?\n/m);
  return parts.flatMap((part, index) => {
    // Comments alone are no document.
    if (!/^[ \t]*[^#\s]/m.test(part)) return [];
    return [readDocument(part, path, () => linesIn(parts.slice(0, index)) + 1)];
  });
}

/** Every part ends with a line of its own, the separator. */
function linesIn(parts: readonly string[]): number {
  return parts.map((part) => part.split('\n').length).reduce((sum, lines) => sum + lines, 0);
}

function readDocument(text: string, path: string, firstLine: () => number): unknown {
  if (parsed.has(text)) return parsed.get(text);
  try {
    // Quoted as 1.1 demands, the lab's files read the same in both versions.
    const value = load(text, { schema: YAML11_SCHEMA });
    parsed.set(text, value);
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // What compose and kubectl take is read too: the other library knows more of what people write.
    const other = parseDocument(text, { merge: true, version: '1.1', logLevel: 'silent' });
    if (other.errors.length === 0) {
      const value = yamlValue(other, path);
      parsed.set(text, value);
      return value;
    }
    const where = error.mark === undefined ? '' : `, line ${firstLine() + error.mark.line}`;
    throw new UsageError(`${path}${where} is not readable as YAML: ${error.reason}`);
  }
}
