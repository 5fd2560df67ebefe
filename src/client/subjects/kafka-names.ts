/** Settings by the names that Kafka's own clients have for them, for libraries that call them otherwise: whoever compares clients sets them by one file. */
import { UsageError } from '../../errors.ts';

/** How a client comes in: read elsewhere, and the same for every client. */
export function isLogin(name: string): boolean {
  return /^(security|ssl|sasl|bootstrap)\./.test(name);
}

/**
 * What each setting is to a library, in their order.
 * @param known settings of Kafka by their names, with what each is to the library
 * @throws UsageError for a setting that the library has nothing for, or that cannot be
 */
export function byKafkaNames<Change>(
  library: string,
  known: Readonly<Record<string, (value: string) => Change>>,
  properties: Readonly<Record<string, string>>,
): readonly Change[] {
  return Object.entries(properties).flatMap(([name, value]) =>
    isLogin(name) ? [] : [changeOf(library, known, name, value.trim())],
  );
}

function changeOf<Change>(
  library: string,
  known: Readonly<Record<string, (value: string) => Change>>,
  name: string,
  value: string,
): Change {
  const read = Object.hasOwn(known, name) ? known[name] : undefined;
  if (read === undefined) {
    throw new UsageError(`${library} has no setting for ${name}; use ${Object.keys(known).join(', ')}`);
  }
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error;
    throw new UsageError(`${name}=${value} is not possible; use ${error.message}`);
  }
}

class NotPossible extends Error {}

/** A whole number; refused as a value that is not possible otherwise. */
export function whole(value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new NotPossible('a whole number');
}

/** True or false; refused as a value that is not possible otherwise. */
export function yes(value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new NotPossible('true or false');
}
