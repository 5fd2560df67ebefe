/**
 * What a start script makes of a pod's name, in the shapes that people copy from each other: `${HOSTNAME##*-}`, a match
 * with BASH_REMATCH, `$(hostname | awk …)`, sums of them. It runs nothing, and leaves what it does not know as it is.
 */

/** What a script says once its variables are completed. */
export interface ScriptReading {
  /** The whole, completed. */
  readonly text: string;
  /** Variables that it gives the image, by name. */
  readonly exported: Readonly<Record<string, string>>;
  /** Lines that it writes to files of properties. */
  readonly properties: string;
}

/** @param variables what its container is given; `HOSTNAME` among them */
export function readScript(script: string, variables: Readonly<Record<string, string>>): ScriptReading {
  const known: Record<string, string> = { ...variables };
  const exported: Record<string, string> = {};
  const properties: string[] = [];
  const text: string[] = [];
  let until: string | undefined;
  let isProperties = false;
  for (const raw of script.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    if (until !== undefined) {
      if (raw.trim() === until) until = undefined;
      else if (isProperties) properties.push(complete(raw.trim(), known));
      continue;
    }
    const heredoc = /<<-?\s*['"]?(\w+)['"]?/.exec(raw);
    if (heredoc !== null) {
      until = heredoc[1];
      isProperties = /\.(properties|cfg)\b/.test(raw);
    }
    const [, pattern] = /=~\s*(\S+)/.exec(raw) ?? [];
    if (pattern !== undefined && /hostname|HOSTNAME|POD_NAME/.test(raw))
      known['BASH_REMATCH'] = ordinalOf(known['HOSTNAME'] ?? '');
    for (const [, isExported, name = '', value = ''] of raw.matchAll(assignment)) {
      const made = complete(bare(value), known);
      known[name] = made;
      if (isExported !== undefined || /^(KAFKA|ZOO|ZOOKEEPER)_/.test(name)) exported[name] = made;
    }
    const line = complete(raw, known);
    const [, echoed, file = ''] =
      /echo\s+(?:-e\s+)?["']?([\w.]+=[^"'>]*)["']?\s*>>?\s*(\S+)/.exec(line) ?? [];
    if (echoed !== undefined && !/profile|bashrc/.test(file)) properties.push(echoed.trim());
    text.push(line);
  }
  return { text: text.join('\n'), exported, properties: properties.join('\n') };
}

/** The number at the end of a pod's name. */
function ordinalOf(pod: string): string {
  return /\d+$/.exec(pod)?.[0] ?? '';
}

const assignment =
  /(?:^|[;&\s])(export\s+)?([A-Za-z_]\w*)=((?:`[^`]*`|\$\((?:[^()]|\([^()]*\))*\)|"(?:\$\([^)]*\)|[^"\\]|\\.)*"|'[^']*'|[^\s;&"'`])+)/g;

function bare(text: string): string {
  return text.replaceAll(/^"(.*)"$|^'(.*)'$/gs, '$1$2').replaceAll(/(?<!\\)"/g, '');
}

function complete(text: string, known: Readonly<Record<string, string>>): string {
  const pod = known['HOSTNAME'] ?? '';
  const ordinal = ordinalOf(pod);
  return text
    .replaceAll(/`([^`]*)`/g, (_, inner: string) => `$(${inner})`)
    .replaceAll(
      /\$\(\(([^()]+|[^()]*\([^()]*\)[^()]*)\)\)/g,
      (whole, sum: string) => sumOf(sum, known) ?? whole,
    )
    .replaceAll(/\$\(((?:[^()]|\([^()]*\))*)\)/g, (whole, inner: string) => {
      if (/^\s*hostname(\s+-[sf])?\s*$/.test(inner)) return pod;
      // A pipeline that takes the name of the pod apart is after its number.
      const isOfPod = /hostname|HOSTNAME|POD_NAME/i.test(inner) && /\|/.test(inner);
      if (isOfPod && /awk|cut|sed|rev|grep|tr\b|tail/.test(inner)) return ordinal;
      const [, echoed] = /^\s*echo\s+["']?([^"'|]*)["']?\s*$/.exec(inner) ?? [];
      return echoed === undefined ? whole : complete(echoed, known);
    })
    .replaceAll(
      /\$\{(\w+)(\[\d+\]|##?[^}]*|%%?[^}]*|:?[-=+][^}]*)?\}|\$(\w+)/g,
      (whole: string, name, change = '', short) => {
        const value = known[(name ?? short) as string];
        const by = change as string;
        if (value === undefined)
          return /^:?[-=]/.test(by) ? complete(by.replace(/^:?[-=]/, ''), known) : whole;
        if (by.startsWith('#')) return afterPrefix(value, by);
        return by.startsWith('%') ? beforeSuffix(value, by) : value;
      },
    );
}

/** `${name##*-}` and `${name#prefix-}`. */
function afterPrefix(value: string, by: string): string {
  const isLongest = by.startsWith('##');
  const pattern = by.replace(/^##?/, '');
  if (pattern === '*[!0-9]') return ordinalOf(value);
  if (!pattern.startsWith('*')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  const word = pattern.slice(1);
  const at = isLongest ? value.lastIndexOf(word) : value.indexOf(word);
  return at < 0 ? value : value.slice(at + word.length);
}

/** `${name%%.*}` and `${name%-*}`. */
function beforeSuffix(value: string, by: string): string {
  const isLongest = by.startsWith('%%');
  const pattern = by.replace(/^%%?/, '');
  if (!pattern.endsWith('*')) return value.endsWith(pattern) ? value.slice(0, -pattern.length) : value;
  const word = pattern.slice(0, -1);
  const at = isLongest ? value.indexOf(word) : value.lastIndexOf(word);
  return at < 0 ? value : value.slice(0, at);
}

/** Sums and differences of whole numbers; undefined for anything else. */
function sumOf(sum: string, known: Readonly<Record<string, string>>): string | undefined {
  const plain = complete(sum, known)
    .replaceAll(/[A-Za-z_]\w*/g, (name) => known[name] ?? name)
    .replaceAll(/[\s()]/g, '');
  if (!/^\d+([-+*]\d+)*$/.test(plain)) return undefined;
  const terms = plain.match(/[-+]?[^-+]+/g) ?? [];
  const total = terms.reduce((all, term) => {
    const sign = term.startsWith('-') ? -1 : 1;
    return (
      all +
      sign *
        term
          .replace(/^[-+]/, '')
          .split('*')
          .reduce((product, one) => product * Number(one), 1)
    );
  }, 0);
  return String(total);
}
