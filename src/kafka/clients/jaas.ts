/** Reads `sasl.jaas.config` of a client: one login module with its options, in the text that Java reads (JaasConfig of Kafka). */

/** How a client logs in. */
export interface JaasLogin {
  /** Class of the login module, without its package. */
  readonly module: string;
  readonly options: Readonly<Record<string, string>>;
}

/** A word, a text in quotes, or one of the two marks; comments and blanks are skipped. */
const token =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([=;])|([^\s"'=;]+)/gy;

interface Token {
  readonly text: string;
  readonly isMark: boolean;
}

/** Escapes that Java's StreamTokenizer knows; any other character stands for itself. */
const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The login; in words what is wrong with the text where it is none. No part of the text is in them: it holds a password. */
export function readJaas(text: string): JaasLogin | string {
  const tokens = tokensOf(text);
  if (tokens === undefined) return 'a quote in it is not closed';
  const [module, flag, ...rest] = tokens;
  if (module === undefined || module.isMark) return 'it begins with no login module';
  if (flag === undefined || flag.isMark) return 'it has no control flag, such as required';
  const end = rest.pop();
  if (end === undefined || !end.isMark || end.text !== ';') return 'it does not end with a semicolon';
  const options: [string, string][] = [];
  for (let at = 0; at < rest.length; at += 3) {
    const [key, equals, value] = rest.slice(at, at + 3);
    const isOption =
      key !== undefined && equals?.isMark === true && equals.text === '=' && value !== undefined;
    if (!isOption || key.isMark || value.isMark) return 'its options are not of the form key="value"';
    options.push([key.text, value.text]);
  }
  return { module: module.text.replace(/^.*\./, ''), options: Object.fromEntries(options) };
}

function tokensOf(text: string): Token[] | undefined {
  const found: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, double, single, mark, word] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) found.push({ text: unescaped(quoted), isMark: false });
    else if (mark !== undefined) found.push({ text: mark, isMark: true });
    else if (word !== undefined) found.push({ text: word, isMark: false });
  }
  return found;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([0-3]?[0-7]{1,2}|[\s\S])/g, (_, code: string) =>
    /^[0-7]+$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  );
}
