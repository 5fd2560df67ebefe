/** A compose file as compose itself would have it: variables completed, files of variables read, extended services merged, several files as one. */
import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../errors.ts';
import type { ManifestCluster, ManifestNode } from '../manifests/node.ts';
import { readNumbersAsCompose } from '../manifests/compose-scalars.ts';
import { yamlValue } from '../manifests/yaml-value.ts';
import { recordOf, textOf as textIn } from '../untyped.ts';
import { includedBeside } from './included.ts';
import { interpolated, readEnvFile, type OnUnset } from './interpolation.ts';
import { resolvedConfigs } from './service-configs.ts';
import { unlikeCompose, type Refusal } from './shapes.ts';

/** Reads a file beside others; undefined where there is none. @param path relative to the folder of `from` */
export type ReadBeside = (path: string, from: string) => string | undefined;

/** A service as it is written, once everything that it refers to is in it. */
export type WrittenService = Readonly<Record<string, unknown>>;

/** What some files say together. */
export interface Completed {
  readonly services: ReadonlyMap<string, WrittenService>;
  /** Of services of included files: the file beside which theirs are. Those of others are beside the first one. */
  readonly folders: ReadonlyMap<string, string>;
  /** Of manifests alone: what services cannot say in compose's words. */
  readonly manifests?: FromManifests;
  /** For what compose starts nothing of the files. */
  readonly refusals: readonly Refusal[];
  /** What could not be had or was passed over, a line each. */
  readonly notes: readonly string[];
}

/** What manifests say beside services. */
export type FromManifests = Pick<ManifestCluster, 'topics' | 'users' | 'remarks'> & {
  readonly nodes: ReadonlyMap<string, ManifestNode>;
};

type Fields = WrittenService;

/** Fields whose entries are added to those of an earlier file, or of what is extended (compose specification, "Merge"). */
const listFields = ['ports', 'volumes', 'expose', 'env_file', 'configs', 'secrets'];

/**
 * Completes files in their order; what a later one says holds.
 * @param files by path
 * @throws UsageError where one is no compose file
 */
export function completed(files: ReadonlyMap<string, string>, readBeside: ReadBeside): Completed {
  const notes = new Set<string>();
  const refusals: Refusal[] = [];
  const services = new Map<string, Fields>();
  const folders = new Map<string, string>();
  const [first = ''] = files.keys();
  // The shell says where it is; whatever else it knows differs from one to the next.
  const unsetIn =
    (path: string): OnUnset =>
    (name, demand) =>
      notes.add(unset(path, name, demand));
  const variables = { PWD: '.', ...readEnvFile(readBeside('.env', first) ?? '', unsetIn('.env')) };
  const document = (text: string, path: string): Fields => {
    const read = readDocument(text, path, (note) => notes.add(note));
    return inLines(read, (line) => interpolated(line, variables, unsetIn(path))) as Fields;
  };
  const documents = [...files].map(([path, text]) => [path, document(text, path)] as const);
  const configs = Object.assign({}, ...documents.map(([, one]) => recordOf(one['configs']))) as Fields;
  const included = new Set<string>();
  for (const [path, one] of documents) {
    for (const file of includedBeside(one, path)) {
      included.add(file);
      if (!files.has(file)) notes.add(`${path} includes ${file}, which is not there`);
    }
    const all = withConfigs(servicesOf(one, path), configs, path);
    refusals.push(...unlikeCompose(one['services']));
    for (const id of Object.keys(all)) {
      const service = extended(id, all, path, []);
      services.set(id, merged(services.get(id) ?? {}, service));
      if (included.has(path)) folders.set(id, path);
    }
  }
  return { services, folders, refusals, notes: [...notes] };

  function extended(id: string, all: Fields, path: string, seen: readonly string[]): Fields {
    const { extends: base, env_file: envFiles, ...own } = recordOf(all[id]);
    const service = {
      ...own,
      environment: { ...fromFiles(envFiles, path), ...variablesOf(own['environment']) },
    };
    if (base === undefined) return service;
    const { service: of = '', file } = typeof base === 'string' ? { service: base } : recordOf(base);
    const from = typeof file === 'string' ? file : path;
    const key = `${from} ${textOf(of)}`;
    const text = typeof file === 'string' ? readBeside(file, path) : undefined;
    if (typeof file === 'string' && text === undefined) {
      notes.add(`${path}: ${id} extends ${textOf(of)} of ${file}, which is not there`);
      return service;
    }
    const there = text === undefined ? all : servicesBeside(document(text, from), from);
    if (seen.includes(key) || !Object.hasOwn(there, textOf(of))) {
      const why = seen.includes(key) ? 'which extends it in turn' : 'which is no service';
      const line = `${id} extends ${textOf(of)}, ${why}`;
      refusals.push({
        node: id,
        at: 'extends:',
        text: line,
        fix: 'extend a service that is there, in no circle',
      });
      return service;
    }
    return merged(extended(textOf(of), there, from, [...seen, key]), service);
  }

  function servicesBeside(other: Fields, path: string): Fields {
    return withConfigs(servicesOf(other, path), recordOf(other['configs']), path);
  }

  function withConfigs(all: Fields, defined: Fields, path: string): Fields {
    return Object.fromEntries(
      Object.entries(all).map(([id, service]) => {
        const { configs: written, ...rest } = recordOf(service);
        if (written === undefined) return [id, service];
        const onNote = (note: string): unknown => notes.add(note);
        return [id, { ...rest, configs: resolvedConfigs(id, written, defined, { path, onNote }) }];
      }),
    );
  }

  function fromFiles(given: unknown, path: string): Record<string, string> {
    const names = [given]
      .flat()
      .flatMap((one) => (typeof one === 'string' ? one : (recordOf(one)['path'] ?? [])));
    const read = names.map((name) => {
      const text = readBeside(textOf(name), path);
      if (text === undefined)
        notes.add(`${path}: ${textOf(name)} is not there, so its variables are not known`);
      return readEnvFile(text ?? '', unsetIn(textOf(name)), variables);
    });
    return Object.assign({}, ...read) as Record<string, string>;
  }
}

/** Variables of a service, in either way of writing them. */
export function variablesOf(environment: unknown): Record<string, string> {
  const entries = Array.isArray(environment)
    ? environment.map((line): [string, unknown] => {
        const [, name = textOf(line), value = ''] = /^([^=]*)=([\s\S]*)$/.exec(textOf(line)) ?? [];
        return [name, value];
      })
    : Object.entries(recordOf(environment));
  return Object.fromEntries(entries.map(([name, value]) => [name.trim(), textOf(value)]));
}

/** A single value as text; empty for what is none. */
export function textOf(value: unknown): string {
  return textIn(value) ?? '';
}

function merged(base: Fields, over: Fields): Fields {
  const lists = listFields
    .filter((name) => Array.isArray(base[name]) && Array.isArray(over[name]))
    .map((name) => [name, [...(base[name] as unknown[]), ...(over[name] as unknown[])]] as const);
  const environment = { ...variablesOf(base['environment']), ...variablesOf(over['environment']) };
  return { ...base, ...over, ...Object.fromEntries(lists), environment };
}

function servicesOf(document: Fields, path: string): Fields {
  if (document['services'] === undefined) {
    const kind = typeof document['kind'] === 'string' ? `, but a ${document['kind']} of Kubernetes` : '';
    throw new UsageError(`${path} is no compose file${kind}: it has no services; name a compose file`);
  }
  return recordOf(document['services']);
}

function readDocument(text: string, path: string, onNote: (note: string) => void): Fields {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    merge: true,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const isTwice = ({ code }: { readonly code: string }): boolean => code === 'DUPLICATE_KEY';
  for (const { pos } of document.errors.filter(isTwice)) {
    const { line } = lines.linePos(pos[0]);
    onNote(`${path}, line ${line} says again what is said above, which compose does not read`);
  }
  const error = document.errors.find((one) => !isTwice(one));
  if (error !== undefined) {
    const reason = error.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '';
    throw new UsageError(
      `${path}, line ${lines.linePos(error.pos[0]).line} is not readable as YAML: ${reason}`,
    );
  }
  readNumbersAsCompose(document);
  return recordOf(yamlValue(document, path));
}

function inLines(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => inLines(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inLines(one, change)]));
}

function unset(path: string, name: string, demand?: string): string {
  if (demand === undefined)
    return `${path}: ${name} has no value in .env and no default, so it is taken as empty`;
  const why = demand === '' ? '' : ` (${demand})`;
  return `${path}: ${name} has no value in .env, and compose starts nothing without one${why}`;
}
