/** Makes the clients of a drill ready before anything is broken: which program, with which settings, under which name. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillSubjects, Subject } from '../../drills/subjects/subject.ts';
import { messageOf, UsageError } from '../../errors.ts';
import { told, writeWhole } from '../../files.ts';
import { readProperties, writeProperties } from '../../kafka/properties.ts';
import { startProgram } from '../../runtimes/host/program.ts';
import { instanceDir } from '../../runtimes/instances.ts';
import type { ReadyClient } from './adapter.ts';
import { knownClients } from './known.ts';
import { loginProperties } from './login.ts';
import { ownProgram } from './own-program.ts';

/** A client that is asked for: by its name, as a path or command of one's own, or as a program with a name. */
export type ClientAsked =
  | string
  | {
      /** How it is called in reports: letters, digits and hyphens. */
      readonly name: string;
      /** The program and its first arguments; it keeps the contract of docs/clients.md. */
      readonly command: readonly string[];
    };

/** What clients are set to. */
export interface ClientSettings {
  /** File with settings as Kafka's own clients take them. @default each client's own defaults */
  readonly configFile?: string | undefined;
}

/** Clients that are ready; their settings lie on the disk until they are disposed of. */
export type PreparedClients = DrillSubjects & AsyncDisposable;

/** Each is a program or two beside the brokers. */
const mostClients = 10;

/**
 * Makes them ready.
 * @throws UsageError for one that there is not, or that cannot be set so; LabError where it cannot be had or cannot log in
 */
export async function prepareClients(
  asked: readonly ClientAsked[],
  { configFile }: ClientSettings,
  cluster: Pick<RunningCluster, 'security' | 'instance'>,
  signal?: AbortSignal,
): Promise<PreparedClients> {
  if (asked.length > mostClients) {
    throw new UsageError(`${asked.length} clients are too many beside a drill; use at most ${mostClients}`);
  }
  const own = configFile === undefined ? {} : readProperties(await settingsText(configFile));
  const login = asked.length === 0 ? {} : await loginProperties(cluster, own);
  const ready: { name: string; client: string; config: Record<string, string>; made: ReadyClient }[] = [];
  for (const one of asked) {
    const { adapter, config, made } = await readied(one, { ...login, ...own }, signal);
    const name = unlike(
      nameOf(one),
      ready.map((other) => other.name),
    );
    const client = adapter === undefined ? wordsOf(one).join(' ') : `${adapter.name} ${made.version}`;
    ready.push({ name, client, config, made });
  }
  const folder = await told(instanceDir(cluster.instance.id), () =>
    mkdtemp(join(instanceDir(cluster.instance.id), 'clients-')),
  );
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const all: Subject[] = [];
    for (const { name, client, config, made } of ready) {
      const path = Object.keys(config).length === 0 ? undefined : join(folder, `${name}.properties`);
      if (path !== undefined) await writeWhole(path, writeProperties(config), { secret: true });
      all.push({ name, client, command: (task) => made.command(task, path) });
    }
    return { all, start: startProgram, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Makes sure that clients can be had and set so, before there is a cluster that they could come into.
 * @throws as `prepareClients`
 */
export async function assertClients(
  asked: readonly ClientAsked[],
  { configFile }: ClientSettings,
  signal?: AbortSignal,
): Promise<void> {
  const own = configFile === undefined ? {} : readProperties(await settingsText(configFile));
  for (const one of asked) await readied(one, own, signal);
}

async function readied(
  asked: ClientAsked,
  settings: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
) {
  const adapter = knownClients.find(({ name }) => name === asked);
  const config: Record<string, string> = { ...adapter?.defaults, ...settings };
  const made = await (adapter?.prepare(config, signal) ?? ownProgram(wordsOf(asked)));
  return { adapter, config, made };
}

/** The text of a file with clients' settings. @throws UsageError where it cannot be read */
export async function settingsText(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    throw new UsageError(`the clients' settings cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** A program with its arguments, of a text that is no name that klab knows. @throws UsageError for an empty one, or a word that is neither */
function wordsOf(asked: ClientAsked): readonly string[] {
  if (typeof asked !== 'string') return asked.command;
  const words = asked.trim().split(/\s+/);
  const [program = ''] = words;
  if (words.length > 1 || program.includes('/')) return words;
  const names = knownClients.map(({ name }) => name).join(', ');
  throw new UsageError(`there is no client "${asked}"; use ${names}, or a program of your own as ./path`);
}

/** `./clients/my client.sh --fast` is `my`, `my-client.sh` is `my-client`. */
function nameOf(asked: ClientAsked): string {
  const given =
    typeof asked === 'string' ? (wordOf(asked).split('/').at(-1) ?? '').replace(/\.\w+$/, '') : asked.name;
  const name = given
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
  if (name !== '') return name;
  throw new UsageError(`a client's name has letters or digits; "${given}" has none`);
}

function wordOf(asked: string): string {
  return asked.trim().split(/\s+/)[0] ?? '';
}

/** Two of one name would be one lane. */
function unlike(name: string, others: readonly string[]): string {
  const free = [name, ...others.map((_, index) => `${name}-${index + 2}`)];
  return free.find((one) => !others.includes(one)) ?? name;
}
