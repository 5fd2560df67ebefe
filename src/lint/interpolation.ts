/** What stands for variables in a compose file and in files of variables, as compose completes it. */
import { parseEnv } from 'node:util';

/** Told of each variable that has no value. @param demand what a file says of one that must have a value: `${NAME:?demand}` */
export type OnUnset = (name: string, demand?: string) => void;

/** Innermost first, since a default may hold another variable (compose specification, "Interpolation"). */
export function interpolated(text: string, variables: NodeJS.Dict<string>, onUnset: OnUnset): string {
  const dollar = '\u0000';
  let now = text.replaceAll('$$', dollar);
  for (let before = ''; before !== now;) {
    before = now;
    now = now.replaceAll(
      /\$\{(\w+)(?:(:?)([-+?])([^{}]*))?\}|\$(\w+)/g,
      (_, name, colon, sign, word = '', short) => {
        const known = variables[(name ?? short) as string];
        const isSet = known !== undefined && (colon !== ':' || known !== '');
        if (sign === '+') return isSet ? (word as string) : '';
        if (isSet) return known;
        if (sign !== '-') onUnset((name ?? short) as string, sign === '?' ? (word as string) : undefined);
        return sign === '-' ? (word as string) : '';
      },
    );
  }
  return now.replaceAll(dollar, '$');
}

/**
 * Variables of a file of variables, which may refer to those above them. Beside what Node reads, compose takes `NAME: value`, and
 * leaves names without a value to the shell (compose-go, dotenv/parser.go).
 * @param variables what is known besides. @default none
 */
export function readEnvFile(
  text: string,
  onUnset: OnUnset,
  variables: NodeJS.Dict<string> = {},
): Record<string, string> {
  const usual = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(
      /=[ \t]*("(?:[^"\\]|\\.)*"|'[^']*')|^([ \t]*(?:export[ \t]+)?[\w.-]+)[ \t]*(:[ \t]*|$)/gm,
      (all: string, quoted?: string, name?: string, colon?: string) => {
        if (name !== undefined) return colon === '' ? '' : `${name}=`;
        // Nothing stands for anything else between single quotes.
        return quoted?.startsWith("'") === true ? all.replaceAll('$', '$$$$') : all;
      },
    );
  const read: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(parseEnv(usual)))
    read[name] = interpolated(value, { ...variables, ...read }, onUnset);
  return read;
}
