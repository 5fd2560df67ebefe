/** Attaches to a cluster that others run, and forgets it again: what is there is asked of Kafka, and nothing of it is touched. */
import { resolve } from 'node:path';
import { removeTraces } from '../checks/kit/cleanup.ts';
import { groupNames } from '../client/by-hand/groups.ts';
import { topicNames } from '../client/by-hand/topics.ts';
import type { ClientSecurity } from '../cluster/access.ts';
import type { Instance } from '../cluster/instance.ts';
import { runningCluster } from '../cluster/running-cluster.ts';
import { LabError, messageOf, RuntimeError, UsageError } from '../errors.ts';
import type { ClientConfig } from '../kafka/clients/client-config.ts';
import { asTopology } from '../runtimes/attached/as-topology.ts';
import { discover, settingsOf, type FoundCluster } from '../runtimes/attached/discover.ts';
import { meantFor, sharedAddresses, unreachedOf } from '../runtimes/attached/reach.ts';
import { leftPrefixes, strikeOut } from '../runtimes/attached/traces.ts';
import { runtimeOf } from '../runtimes/choose.ts';
import {
  instanceDir,
  lockInstance,
  readInstance,
  removeInstance,
  saveInstance,
  type AttachedPlace,
} from '../runtimes/instances.ts';
import { clientConfigAt, securityOfConfig } from '../runtimes/secrets/client-config.ts';
import { assertOnePlace, lookWithin, type PlaceRequest, type Within } from './attach-within.ts';
import type { Caller } from './caller.ts';

/** What to attach to. */
export interface AttachRequest extends PlaceRequest {
  /** The name under which verbs know it from now on. */
  readonly name: string;
  /**
   * `host:port` of some of its brokers. @default `bootstrap.servers` of the client's settings, else what its containers
   * publish, or where its pods are
   */
  readonly bootstrap?: readonly string[];
  /** Path of settings by which a client of theirs comes. @default whoever comes is let in */
  readonly clientConfig?: string;
}

/** What was found. */
export interface Attached {
  readonly instance: Instance;
  /** What is out of order or cannot be told, a line each. */
  readonly notes: readonly string[];
}

/**
 * Looks at the cluster and stores that it is there; a name that is attached already is looked at anew.
 * @throws UsageError for a name that something else has, or settings that cannot be used; RuntimeError `client` where
 * nobody answers, or none of the addresses that brokers advertise is reached from here. Nothing is stored then.
 */
export async function attachCluster(
  request: AttachRequest,
  { topologies, progress, signal }: Caller,
): Promise<Attached> {
  const { name } = request;
  assertName(name, topologies.names);
  const clientConfig = request.clientConfig === undefined ? undefined : resolve(request.clientConfig);
  const config = clientConfig === undefined ? undefined : clientConfigAt(clientConfig);
  const bootstrap = (request.bootstrap ?? config?.bootstrap ?? []).map(checkedAddress);
  assertOnePlace(request, bootstrap);
  const release = await lockInstance(name, { progress, signal });
  try {
    const before = await readInstance(name);
    if (before !== undefined && before.runtime !== 'attached') {
      throw new UsageError(`${name} is an instance that klab brought up; attach under another name`);
    }
    const client = config && clientConfig !== undefined ? { config, path: clientConfig } : undefined;
    const within = await lookWithin(request, securityBy(client), bootstrap, progress);
    const attached = await lookAndClose(name, bootstrap, client, within, progress);
    await saveInstance(attached.instance);
    // As any later command reads it.
    const instance = (await readInstance(name)) ?? attached.instance;
    return { instance, notes: [...attached.notes, ...(await removeLeft(instance))] };
  } finally {
    await release();
  }
}

/** By what a client comes: its settings, and the file that they are in. */
interface Client {
  readonly config: ClientConfig;
  readonly path: string;
}

function securityBy(client: Client | undefined): ClientSecurity | undefined {
  return client && securityOfConfig(client.config, client.path);
}

async function lookAndClose(
  name: string,
  bootstrap: readonly string[],
  client: Client | undefined,
  within: Within | undefined,
  progress: Caller['progress'],
): Promise<Attached> {
  try {
    const asked = within?.bootstrap ?? bootstrap;
    progress.step(`asking ${asked.join(', ')}`);
    return await look(name, asked, client, within);
  } finally {
    await within?.close();
  }
}

async function look(
  name: string,
  bootstrap: readonly string[],
  client: Client | undefined,
  within: Within | undefined,
): Promise<Attached> {
  const security = securityBy(client);
  const secured = security && { security };
  const found = await discover(
    bootstrap.map((address) => ({ address, ...secured })),
    client?.path,
  );
  const meant = (host: string): string => within?.reachedFrom(host) ?? meantFor(host);
  const unreached = await unreachedOf(found.brokers, security, bootstrap[0]!, meant);
  const reached = found.brokers.filter((broker) => unreached.every((one) => one.broker !== broker));
  if (reached.length === 0) {
    const [first = 'the cluster names no broker', ...others] = unreached.map(({ words }) => words);
    throw new RuntimeError('client', first, { details: others });
  }
  const settings = await settingsOf(reached.map((broker) => ({ ...broker, ...secured })));
  const tied = await within?.tied(found, settings);
  const topology = asTopology(found, {
    name,
    protocol: client?.config.protocol ?? 'PLAINTEXT',
    settings,
    ...(tied && { zookeepers: tied.zookeepers }),
  });
  const place: AttachedPlace = {
    bootstrap,
    ...(client && { clientConfig: client.path }),
    ...tied?.place,
  };
  return {
    instance: {
      schemaVersion: 1,
      id: name,
      runtime: 'attached',
      portOffset: 0,
      addresses: addressesOf(found),
      topology,
      clusterId: found.clusterId,
      filesDir: instanceDir(name),
      place,
      // Since when it is up nobody says.
      createdAt: '',
    },
    notes: [
      ...unreached.map(({ broker: { number }, words }) => {
        const container = tied?.stopped?.get(`broker-${number}`);
        if (container === undefined) return words;
        return `broker-${number} does not run: container ${container} is stopped; start it: klab start ${name} broker-${number}`;
      }),
      ...sharedAddresses(found.brokers),
      ...found.untold,
      ...(tied?.untold ?? []),
      ...(settings.length === 0
        ? ['no broker tells its settings, so some of them are taken as Kafka has them']
        : []),
    ],
  };
}

function addressesOf({ brokers }: FoundCluster): Record<string, string> {
  return Object.fromEntries(brokers.map(({ number, address }) => [`broker-${number}`, address]));
}

/**
 * Forgets a cluster, and removes what a klab that was killed has left in it.
 * @returns what stays there, a line each
 * @throws LabError `no-instance` where nothing has the name, `usage` where klab brought it up
 */
export async function detachCluster(name: string, { progress, signal }: Caller): Promise<readonly string[]> {
  const release = await lockInstance(name, { progress, signal });
  try {
    const instance = await readInstance(name);
    if (instance === undefined)
      throw new LabError('no-instance', `${name} is not attached; klab status shows what is`);
    if (instance.runtime !== 'attached') {
      throw new UsageError(`klab brought ${name} up; take it down with: klab down ${name}`);
    }
    const notes = await removeLeft(instance);
    await removeInstance(name);
    return notes;
  } finally {
    await release();
  }
}

/** Removes topics and groups of runs whose klab lives no more. @returns what was removed, or why it was not */
async function removeLeft(instance: Instance): Promise<readonly string[]> {
  const prefixes = await leftPrefixes(instance.id);
  if (prefixes.length === 0) return [];
  const cluster = runningCluster(runtimeOf(instance), instance);
  const isLeft = (name: string): boolean =>
    prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}-`));
  try {
    await cluster.attach?.();
    const [topics, groups] = [
      (await topicNames(cluster)).filter(isLeft),
      (await groupNames(cluster)).filter(isLeft),
    ];
    const stay = await removeTraces(cluster, { topics: new Set(topics), groups: new Set(groups) });
    for (const prefix of stay.length === 0 ? prefixes : []) await strikeOut(instance.id, prefix);
    const removed = [...topics, ...groups].filter((name) => !stay.includes(name));
    return [
      ...(removed.length === 0
        ? []
        : [`removed what a klab that was killed had left: ${removed.join(', ')}`]),
      ...(stay.length === 0
        ? []
        : [`the brokers delete no topics, so these of klab's stay: ${stay.join(', ')}`]),
    ];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [`what a klab that was killed has left there could not be removed: ${messageOf(error)}`];
  }
}

function assertName(name: string, topologies: readonly string[]): void {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    throw new UsageError(`"${name}" cannot be a name here; use a-z, 0-9, ., _ and -`);
  }
  if (topologies.includes(name)) {
    throw new UsageError(`${name} is the name of a topology; attach under another name`);
  }
}

/** @throws UsageError for what is no `host:port` */
function checkedAddress(address: string): string {
  // As Kafka's clients take them, also with the name of a protocol before.
  const [, host, port] = /^(?:\w+:\/\/)?(\[[\da-fA-F:]+\]|[^\s:/]+):(\d{1,5})$/.exec(address.trim()) ?? [];
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return `${host}:${port}`;
  throw new UsageError(`"${address}" is no address; use HOST:PORT, as in localhost:9092`);
}
