/** How a client is asked for: by its name, with settings of its own behind an `@`, as a path or command, or as a program with a name. */
import { basename } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { ClientAdapter } from './adapter.ts';
import { knownClients } from './known.ts';

/** A client that is asked for: by its name (`java`, or `java@FILE` with settings of its own), as a path or command of one's own, or as a program with a name. */
export type ClientAsked =
  | string
  | {
      /** How it is called in reports: letters, digits and hyphens. */
      readonly name: string;
      /** The program and its first arguments; it keeps the contract of docs/clients.md. */
      readonly command: readonly string[];
    };

/** The same, understood. */
export type AskedClient = {
  /** What it is called unless another one is. */
  readonly name: string;
} & (
  | {
      readonly adapter: ClientAdapter;
      /** File with settings for it alone, which win over those for all. @default none */
      readonly configFile?: string;
    }
  | {
      /** A program of one's own and its first arguments. */
      readonly command: readonly string[];
    }
);

/** @throws UsageError for an empty text, a word that is neither a name nor a path, and a name without letters */
export function readAsked(asked: ClientAsked): AskedClient {
  if (typeof asked !== 'string') return { name: nameOf(asked.name), command: asked.command };
  const [, known = '', configFile = ''] = /^([a-z-]+)(?:@(.+))?$/.exec(asked.trim()) ?? [];
  const adapter = knownClients.find(({ name }) => name === known);
  if (adapter !== undefined && configFile === '') return { name: known, adapter };
  if (adapter !== undefined) {
    return { name: nameOf(`${known}-${withoutExtension(basename(configFile))}`), adapter, configFile };
  }
  const words = asked.trim().split(/\s+/);
  const [program = ''] = words;
  if (words.length > 1 || program.includes('/')) {
    return { name: nameOf(withoutExtension(basename(program))), command: words };
  }
  const names = knownClients.map(({ name }) => name).join(', ');
  throw new UsageError(`there is no client "${asked}"; use ${names}, or a program of your own as ./path`);
}

function withoutExtension(name: string): string {
  return name.replace(/\.\w+$/, '');
}

/** `My Client!` is `my-client`. */
function nameOf(given: string): string {
  const name = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
  if (name !== '') return name;
  throw new UsageError(`a client's name has letters or digits; "${given}" has none`);
}

/** A name like it that no other has: two of one name would be one lane. */
export function unlike(name: string, others: readonly string[]): string {
  const free = [name, ...others.map((_, index) => `${name}-${index + 2}`)];
  return free.find((one) => !others.includes(one)) ?? name;
}
