/**
 * Reads YAML, each text once: two sides share most of their documents, and parsing is what takes the time.
 * That is also why it is read with the library that writes it only where the quick one refuses it: that one keeps comments
 * and places, and takes five times as long.
 */
import {
  CORE_SCHEMA,
  defineScalarTag,
  load,
  mergeTag,
  NOT_RESOLVED,
  YAML11_SCHEMA,
  YAMLException,
} from 'js-yaml';
import { parseDocument } from 'yaml';
import { UsageError } from '../../errors.ts';
import { composeNumber, readNumbersAsCompose } from '../../manifests/compose-scalars.ts';
import { yamlValue } from '../../manifests/yaml-value.ts';

/** Who reads a file, and what a word or number without quotes is to it: `yes` is true to Kubernetes, and a text to compose. */
type Reader = 'compose' | 'kubernetes';

const parsed = { compose: new Map<string, unknown>(), kubernetes: new Map<string, unknown>() };

const schemas = {
  compose: CORE_SCHEMA.withTags(
    mergeTag,
    ...['int', 'float'].map((name) =>
      defineScalarTag(`tag:yaml.org,2002:${name}`, {
        implicit: true,
        implicitFirstChars: null,
        resolve: (source) => composeNumber(source) ?? NOT_RESOLVED,
        identify: () => false,
      }),
    ),
  ),
  kubernetes: YAML11_SCHEMA,
} as const;

/**
 * The documents of a file.
 * @param path what the file is called in an error.
 * @param reader who else reads it. @default 'kubernetes'
 * @throws UsageError naming file, line and reason where it is no YAML.
 */
export function readYaml(text: string, path: string, reader: Reader = 'kubernetes'): readonly unknown[] {
  const parts = text.split(/^---(?:[ \t].*)?\n/m);
  return parts.flatMap((part, index) => {
    // Comments alone are no document.
    if (!/^[ \t]*[^#\s]/m.test(part)) return [];
    return [readDocument(part, path, reader, () => linesIn(parts.slice(0, index)) + 1)];
  });
}

/** Every part ends with a line of its own, the separator. */
function linesIn(parts: readonly string[]): number {
  return parts.map((part) => part.split('\n').length).reduce((sum, lines) => sum + lines, 0);
}

function readDocument(text: string, path: string, reader: Reader, firstLine: () => number): unknown {
  const known = parsed[reader];
  if (known.has(text)) return known.get(text);
  try {
    // Quoted as 1.1 demands, the lab's files read the same in both versions.
    const value = load(text, { schema: schemas[reader] });
    known.set(text, value);
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // What compose and kubectl take is read too: the other library knows more of what people write.
    const version = reader === 'compose' ? '1.2' : '1.1';
    const other = parseDocument(text, { merge: true, version, logLevel: 'silent' });
    if (other.errors.length === 0) {
      if (reader === 'compose') readNumbersAsCompose(other);
      const value = yamlValue(other, path);
      known.set(text, value);
      return value;
    }
    const where = error.mark === undefined ? '' : `, line ${firstLine() + error.mark.line}`;
    throw new UsageError(`${path}${where} is not readable as YAML: ${error.reason}`);
  }
}
