/** The instances on this machine: one folder each, found by every later verb from anywhere. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { hasErrorCode, instead, LabError, RuntimeError } from '../errors.ts';
import { makeFolder, namesIn, told, writeWhole } from '../files.ts';
import { targets } from '../kafka/node.ts';
import { instancesDir } from '../paths.ts';
import { NotYet, waitFor } from '../wait.ts';
import { clientConfigAt, securityOfConfig } from './secrets/client-config.ts';
import { labSecurity } from './secrets/secrets.ts';
import type { Instance, Place, RuntimeName } from '../cluster/instance.ts';
import type { Progress } from '../cluster/lifecycle.ts';

const stateFile = 'instance.json';

/** Folder of one instance; its path is also the mark on everything that belongs to it. */
export function instanceDir(id: string): string {
  return join(instancesDir(), id);
}

/** Id of the instance that a topology has on a runtime at a port offset. */
export function instanceId(topologyName: string, runtime: RuntimeName, portOffset: number): string {
  return `${topologyName}-${runtime}${portOffset === 0 ? '' : `-${portOffset}`}`;
}

/** Whoever waits for another klab tells it, and may be interrupted. */
export interface LockOptions {
  /** @default nobody is told */
  readonly progress?: Pick<Progress, 'step'>;
  /** @default it is not interrupted */
  readonly signal?: AbortSignal;
}

/** After so long without a sign of life a klab that has a lock counts as dead. */
const staleMs = 10_000;

/** So long is another klab waited for that shows signs of life: it may pull images, or make a whole cluster. */
const waitMs = 60 * 60_000;

/**
 * Makes sure that no other klab brings this instance up or down at the same time: waits for one that does for as long as
 * it lives.
 * @returns what releases it.
 * @throws LabError `node-state` when another klab still has it after an hour; InterruptedError
 */
export async function lockInstance(
  id: string,
  { progress, signal }: LockOptions = {},
): Promise<() => Promise<void>> {
  await makeFolder(instancesDir());
  const wait = {
    what: `another klab to be done with ${id}`,
    timeoutMs: waitMs,
    intervalMs: 250,
    onPending: (reason: string) => progress?.step(reason),
    ...(signal && { signal }),
  };
  try {
    return await waitFor(wait, async () => {
      try {
        const taken = async () => await lock(instanceDir(id), { realpath: false, stale: staleMs });
        return await told(instanceDir(id), taken);
      } catch (error) {
        if (!hasErrorCode(error, 'ELOCKED')) throw error;
        return new NotYet(`waiting for another klab that brings ${id} up or down`);
      }
    });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
    throw new LabError(
      'node-state',
      `another klab has been at work on ${id} for an hour; end it, and try again`,
    );
  }
}

/** Stores an instance; a reader sees the old file or the new one, never a half. */
export async function saveInstance({ place, ...instance }: Instance): Promise<void> {
  const known = { ...instance, foreign: undefined, whereabouts: undefined };
  const stored = { ...known, ...(place !== undefined && { [instance.runtime]: place }) };
  const text = `${JSON.stringify(stored, undefined, 2)}\n`;
  await writeWhole(join(instanceDir(instance.id), stateFile), text, { durable: true });
}

/** The stored instance of this id, if there is one. @throws RuntimeError when its file cannot be read. */
export async function readInstance(id: string): Promise<Instance | undefined> {
  const path = join(instanceDir(id), stateFile);
  const text = await readFile(path, 'utf8').catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  if (text === undefined) return undefined;
  try {
    return fromStored(JSON.parse(text) as StoredInstance);
  } catch (error) {
    throw new RuntimeError(
      'no-instance',
      `${path} is not readable as JSON; delete the folder and bring the instance up again`,
      {
        cause: error,
      },
    );
  }
}

/** A place is stored under the name of the runtime that knows it. */
type StoredInstance = Omit<Instance, 'place'> & { readonly [Name in RuntimeName]?: Place };

function fromStored(stored: StoredInstance): Instance {
  const { [stored.runtime]: place, ...instance } = stored;
  const { security } = instance.topology;
  if (instance.runtime === 'attached') return asAttached(instance, place);
  return {
    ...instance,
    ...(place !== undefined && { place }),
    ...(security !== undefined && { clientSecurity: labSecurity(instance.id, security) }),
  };
}

/** What is stored of a cluster of others beside what Kafka says of it. */
export interface AttachedPlace extends Place {
  /** Where it was asked first. */
  readonly bootstrap: readonly string[];
  /** Where it runs, in words. @default the cluster at these addresses */
  readonly where?: string;
  /** Path of the settings by which a client of theirs comes; what is in the file is stored nowhere else. */
  readonly clientConfig?: string;
}

/** Somebody else's from the moment it is known; the settings are read when a client needs them. */
function asAttached(instance: Omit<Instance, 'place'>, place: Place | undefined): Instance {
  const { bootstrap = [], where, clientConfig } = (place ?? {}) as Partial<AttachedPlace>;
  return {
    ...instance,
    foreign: true,
    whereabouts: { words: where ?? `the cluster at ${bootstrap.join(', ')}`, options: [] },
    ...(place !== undefined && { place }),
    ...(clientConfig !== undefined && {
      clientSecurity: () => securityOfConfig(clientConfigAt(clientConfig), clientConfig),
    }),
  };
}

/** All stored instances, by id. */
export async function listInstances(): Promise<readonly Instance[]> {
  const names = await namesIn(instancesDir());
  const instances = await Promise.all(names.toSorted().map((name) => readInstance(name)));
  return instances.filter((instance) => instance !== undefined);
}

/** Forgets an instance and leaves its data, logs and files. */
export async function forgetInstance(id: string): Promise<void> {
  await rm(join(instanceDir(id), stateFile), { force: true });
}

/** Forgets an instance and deletes its data, logs and files. @param spared names in its folder that stay. @default none */
export async function removeInstance(id: string, spared: readonly string[] = []): Promise<void> {
  // First what says that it is there: nobody may find an instance whose files are half gone.
  await forgetInstance(id);
  const dir = instanceDir(id);
  const names = await namesIn(dir);
  const gone = spared.some((name) => names.includes(name))
    ? names.filter((name) => !spared.includes(name)).map((name) => join(dir, name))
    : [dir];
  for (const path of gone) await rm(path, { recursive: true, force: true });
}

/** What narrows or widens a search. */
export interface InstanceFilter {
  readonly runtime?: RuntimeName;
  /** The instances to search. @default those that are stored */
  readonly among?: readonly Instance[];
  /** What tells one of several of the same id from the others, for whoever has to choose. @default nothing does */
  readonly optionsToFind?: (instance: Instance) => readonly string[];
}

/** Whether a name means an instance: its id, or the name of its topology. */
export function isNamed({ id, topology }: Pick<Instance, 'id' | 'topology'>, name: string): boolean {
  return id === name || topology.name === name;
}

/**
 * The one instance that a name means: an instance's id, or a topology's name.
 * @throws LabError `no-instance` naming `klab up`; `ambiguous-instance` listing those that fit.
 */
export async function findInstance(name: string, filter: InstanceFilter = {}): Promise<Instance> {
  const all = filter.among ?? (await listInstances());
  const fitting = all.filter(
    (instance) =>
      isNamed(instance, name) && (filter.runtime === undefined || instance.runtime === filter.runtime),
  );
  const exact = fitting.filter((instance) => instance.id === name);
  const [only, ...others] = exact.length > 0 ? exact : fitting;
  if (only === undefined) {
    const [where, on] =
      filter.runtime === undefined ? ['', ''] : [` on ${filter.runtime}`, ` --on ${filter.runtime}`];
    throw new LabError('no-instance', `${name} is not up${where}; start it with: ${upCommandFor(name, on)}`);
  }
  if (others.length > 0) {
    throw ambiguous(name, [only, ...others], filter.optionsToFind);
  }
  return only;
}

/** A person may have given the id of an instance, and `up` takes a topology. */
function upCommandFor(name: string, on: string): string {
  const anId = new RegExp(`^(.+)-(${targets.join('|')})(?:-(\\d+))?$`);
  const [, topology, runtime, offset] = anId.exec(name) ?? [];
  if (topology === undefined) return `klab up ${name}${on}`;
  return `klab up ${topology} --on ${runtime}${offset === undefined ? '' : ` --port-offset ${offset}`}`;
}

/** Ids differ on one machine; clusters that others use may each have the same one. */
function ambiguous(
  name: string,
  fitting: readonly Instance[],
  optionsToFind: InstanceFilter['optionsToFind'],
): LabError {
  const ids = new Set(fitting.map(({ id }) => id));
  const isClear = ids.size === fitting.length;
  const those = fitting.map((instance) => {
    const options = isClear ? [] : (optionsToFind?.(instance) ?? []);
    return [instance.id, ...options].join(' ');
  });
  const fix = isClear ? 'name one of them' : 'name one of them with its options';
  return new LabError(
    'ambiguous-instance',
    `${name} fits ${fitting.length} instances: ${those.join(', ')}; ${fix}`,
  );
}
