/** Reads texts of JAAS, inline in a setting or in a file that a JVM is told of: who is named in them, never a password. */
import { posix } from 'node:path';
import type { ReadBeside } from './completed.ts';
import type { Mount } from './mount.ts';

/** One login module. */
export interface JaasEntry {
  /** What it is for in a file of several, such as `KafkaServer`. @default the text is of one alone */
  readonly context?: string;
  /** Its class, without the package: `PlainLoginModule`. */
  readonly module: string;
  /** As whom its own JVM comes. @default none is said */
  readonly username?: string;
  /** Whom it lets in, as PLAIN says it: `user_NAME`. */
  readonly users: readonly string[];
  /** Whether a password stands in it as it is, and is no reference to a file or variable. */
  readonly showsPassword: boolean;
}

/** Each module of a text. */
export function jaasEntries(text: string): readonly JaasEntry[] {
  const found = [
    ...text.matchAll(
      /(?:([\w.-]+)\s*\{\s*)?[\w.]*?(\w+LoginModule)\s+(?:required|requisite|sufficient|optional)\b([^;]*)/g,
    ),
  ];
  return found.map(([, context, module = '', rest = '']) => {
    const options = [...rest.matchAll(/([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(
      ([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? ''] as const,
    );
    const username = options.find(([name]) => name === 'username')?.[1];
    return {
      ...(context !== undefined && { context }),
      module,
      ...(username !== undefined && { username }),
      users: options.flatMap(([name]) => (name.startsWith('user_') ? [name.slice('user_'.length)] : [])),
      showsPassword: options.some(
        ([name, value]) => /^(password$|user_|secret)/i.test(name) && value !== '' && !/^\$[{(]/.test(value),
      ),
    };
  });
}

/** The file of JAAS that flags of a JVM name. */
export function jaasPath(environment: Readonly<Record<string, string>>): string | undefined {
  const flag = /-Djava\.security\.auth\.login\.config=["']?([^\s"']+)/;
  return Object.values(environment).flatMap((value) => flag.exec(value)?.[1] ?? [])[0];
}

/** The text of that file; undefined where none is named or it cannot be had here. */
export function jaasFile(
  environment: Readonly<Record<string, string>>,
  mounts: readonly Mount[],
  path: string,
  readBeside: ReadBeside,
  files: Readonly<Record<string, string>>,
): string | undefined {
  const named = jaasPath(environment);
  if (named === undefined) return undefined;
  const mount = mounts.find(
    ({ target }) => named === target || named.startsWith(`${target.replace(/\/$/, '')}/`),
  );
  if (mount === undefined || !/[./~]/.test(mount.source)) return files[named];
  const beside = posix.join(mount.source, named.slice(mount.target.replace(/\/$/, '').length));
  return readBeside(named === mount.target ? mount.source : beside, path) ?? files[named];
}
