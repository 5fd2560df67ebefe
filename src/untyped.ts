/** Small questions to values that came from a file, of which nobody knows what they are. */

/** True for a value with fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that should have fields; none where it has not. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** A value that should be a list; empty where it is not. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A single value as text; undefined where there is none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The paths of a compose file's `include`, in both of its forms (compose specification, include). */
export function includedPaths(document: unknown): readonly string[] {
  return listOf(recordOf(document)['include']).flatMap((entry) => {
    const path = isRecord(entry) ? entry['path'] : entry;
    return [path].flat().filter((one): one is string => typeof one === 'string');
  });
}
