/** Makes the clients of a drill ready before anything is broken: which program, with which settings, under which name. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { isLogin } from '../../client/subjects/kafka-names.ts';
import { usualSubjectRate, type DrillSubjects, type Subject } from '../../drills/subjects/subject.ts';
import { LabError, messageOf, UsageError } from '../../errors.ts';
import { told, writeWhole } from '../../files.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { readProperties, writeProperties } from '../../kafka/properties.ts';
import { startProgram } from '../../runtimes/host/program.ts';
import { instanceDir } from '../../runtimes/instances.ts';
import type { ReadyClient } from './adapter.ts';
import { readAsked, unlike, type AskedClient, type ClientAsked } from './asked.ts';
import { knownClients } from './known.ts';
import { loginProperties, usesToken } from './login.ts';
import { ownProgram } from './own-program.ts';

/** What clients are set to. */
export interface ClientSettings {
  /** File with settings as Kafka's own clients take them. @default each client's own defaults */
  readonly configFile?: string | undefined;
  /** Records a second that each is asked to write. @default 50 */
  readonly recordsPerSecond?: number | undefined;
}

/** Clients that are ready; their settings lie on the disk until they are disposed of. */
export type PreparedClients = DrillSubjects & AsyncDisposable;

type Properties = Readonly<Record<string, string>>;

/** Each is a program or two beside the brokers. */
const mostClients = 10;

/**
 * Makes them ready.
 * @throws UsageError for one that there is not, or that cannot be set so; LabError where it cannot be had or cannot log in
 */
export async function prepareClients(
  asked: readonly ClientAsked[],
  settings: ClientSettings,
  cluster: Pick<RunningCluster, 'security' | 'instance'>,
  signal?: AbortSignal,
): Promise<PreparedClients> {
  if (asked.length > mostClients) {
    throw new UsageError(`${asked.length} clients are too many beside a drill; use at most ${mostClients}`);
  }
  const forAll = await propertiesOf(settings.configFile);
  const login = asked.length === 0 ? {} : await loginProperties(cluster, forAll);
  const ready: { name: string; client: string; config: Properties; made: ReadyClient }[] = [];
  for (const one of asked.map(readAsked)) {
    assertCanHave(one, [cluster.instance.topology]);
    const { config, made } = await readied(one, { ...login, ...forAll }, signal);
    const why = made.loginObstacle?.(cluster.instance.topology.kafkaVersion);
    if (why !== undefined)
      throw new LabError(
        'not-supported',
        `client ${one.name} cannot come into ${cluster.instance.id}: ${why}`,
      );
    const name = unlike(
      one.name,
      ready.map((other) => other.name),
    );
    ready.push({ name, client: await described(one, made), config, made });
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
    const { recordsPerSecond = usualSubjectRate } = settings;
    return { all, start: startProgram, recordsPerSecond, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Makes sure that clients can be had and set so, before there is a cluster that they could come into.
 * @param topologies of those that there will be
 * @throws as `prepareClients`
 */
export async function assertClients(
  asked: readonly ClientAsked[],
  { configFile }: ClientSettings,
  topologies: readonly ResolvedTopology[],
  signal?: AbortSignal,
): Promise<void> {
  const forAll = await propertiesOf(configFile);
  for (const one of asked.map(readAsked)) {
    assertCanHave(one, topologies);
    await readied(one, forAll, signal);
  }
}

/** @throws LabError `not-supported` for a client that one of them cannot have */
function assertCanHave(asked: AskedClient, topologies: readonly ResolvedTopology[]): void {
  if (!('adapter' in asked)) return;
  const { name, obstacle } = asked.adapter;
  for (const topology of topologies) {
    const why = obstacle?.(topology);
    if (why === undefined) continue;
    throw new LabError('not-supported', `client ${name} cannot work on ${topology.name}: ${why}`);
  }
}

async function readied(asked: AskedClient, forAll: Properties, signal: AbortSignal | undefined) {
  if (!('adapter' in asked)) return { config: forAll, made: await ownProgram(asked.command) };
  const { adapter, configFile } = asked;
  const config = { ...adapter.defaults, ...forAll, ...(await propertiesOf(configFile)) };
  if (usesToken(config) && adapter.tokens !== true) {
    const able = knownClients.filter(({ tokens }) => tokens).map(({ name }) => name);
    throw new LabError(
      'not-supported',
      `client ${adapter.name} cannot log in: the listener takes tokens, which it is not given; use ${able.join(', ')}, a program of your own, or a listener with passwords or certificates`,
    );
  }
  return { config, made: await adapter.prepare(config, signal) };
}

/** What it is, in words: of settings that it alone has, those that nobody need keep to himself. */
async function described(asked: AskedClient, { version }: ReadyClient): Promise<string> {
  if (!('adapter' in asked)) return asked.command.join(' ');
  const { adapter, configFile } = asked;
  const own = Object.entries(await propertiesOf(configFile)).filter(([name]) => !isLogin(name));
  const set = own.map(([name, value]) => `${name}=${value}`).join(', ');
  return `${adapter.name} ${version}${set === '' ? '' : ` with ${set}`}`;
}

async function propertiesOf(path: string | undefined): Promise<Properties> {
  return path === undefined ? {} : readProperties(await settingsText(path));
}

/** The text of a file with clients' settings. @throws UsageError where it cannot be read */
export async function settingsText(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    throw new UsageError(`the clients' settings cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** The texts of all files with settings, those that one client alone has too; undefined where there are none. @throws UsageError */
export async function allSettings(
  asked: readonly ClientAsked[],
  { configFile }: ClientSettings,
): Promise<string | undefined> {
  const own = asked.map(readAsked).flatMap((one) => ('adapter' in one && one.configFile) || []);
  const files = [...(configFile === undefined ? [] : [configFile]), ...own];
  if (files.length === 0) return undefined;
  return (await Promise.all(files.map(settingsText))).join('\n');
}
