/** The value of a YAML document, whose anchors may be none or too many: said in one line, and no end of the program. */
import { UsageError } from '../errors.ts';

/** Files of many services repeat anchors of anchors; one that grows beyond this is none that somebody wrote. */
const maxAliasCount = 100_000;

/** @param path what the file is called. @throws UsageError for an alias of nothing, or of too much */
export function yamlValue(
  document: { toJS(options: { readonly maxAliasCount: number }): unknown },
  path: string,
): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const [, alias] = /^Unresolved alias .*: (\S+)$/.exec(error.message) ?? [];
    const message =
      alias === undefined
        ? `${path} refers to its own parts more than ${maxAliasCount} times: ${error.message}`
        : `${path} refers to *${alias}, and no &${alias} stands above it; write one, or the value itself`;
    throw new UsageError(message, { cause: error });
  }
}
