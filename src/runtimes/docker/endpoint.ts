/**
 * Which Docker Engine the docker command asks, and whether that is on this host. What an engine elsewhere publishes is not
 * at 127.0.0.1 here, so that nothing would ever get ready, and what klab has on this host's engine would seem to be gone.
 */
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir, hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError, UsageError } from '../../errors.ts';

/** The engine that is asked, where somebody chose one. */
export interface DockerEndpoint {
  /** Such as `tcp://10.0.0.7:2375`. */
  readonly address: string;
  /** Who chose it: `DOCKER_HOST`, `DOCKER_CONTEXT`, or `docker context use`. */
  readonly chosenBy: string;
  /** What to do to have the engine of this host again. */
  readonly fix: string;
}

/** A name that takes longer to look up is not this host's. */
const lookupTimeoutMs = 3_000;

/**
 * The engine that somebody chose, in docker's own order (docker/cli, cli/command/cli.go, resolveContextName); undefined
 * where docker takes the one of this host.
 * @throws UsageError for a context that docker does not know.
 */
export async function chosenEndpoint(
  env: NodeJS.ProcessEnv = process.env,
): Promise<DockerEndpoint | undefined> {
  const host = env['DOCKER_HOST'] ?? '';
  if (host !== '') return { address: host, chosenBy: 'DOCKER_HOST', fix: 'unset DOCKER_HOST' };
  const config = env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  const fromEnv = env['DOCKER_CONTEXT'] ?? '';
  const context = fromEnv || (await currentContext(config));
  if (context === '' || context === 'default') return undefined;
  const [chosenBy, fix] =
    fromEnv === ''
      ? ['docker context use', 'docker context use default']
      : ['DOCKER_CONTEXT', 'unset DOCKER_CONTEXT'];
  const address = await addressOf(context, config);
  if (address !== undefined) return { address, chosenBy, fix };
  const known = ['default', ...(await contextsIn(config))].join(', ');
  throw new UsageError(
    `docker knows no context "${context}", chosen by ${chosenBy}; it knows ${known}; name one of them, or ${fix}`,
  );
}

/**
 * The engine that somebody chose; undefined as in {@link chosenEndpoint}.
 * @throws LabError `not-supported` when it is on another host; UsageError for a context that docker does not know.
 */
export async function endpointHere(
  env: NodeJS.ProcessEnv = process.env,
): Promise<DockerEndpoint | undefined> {
  const endpoint = await chosenEndpoint(env);
  if (endpoint === undefined || (await isHere(endpoint.address))) return endpoint;
  const { address, chosenBy, fix } = endpoint;
  throw new LabError(
    'not-supported',
    `Docker Engine is on another host (${address}, chosen by ${chosenBy}), and no port that it publishes is here; run klab there, or use this host's: ${fix}`,
  );
}

/** Contexts are kept below a hash of their name (docker/cli, cli/context/store). */
function metadataPath(config: string, folder: string): string {
  return join(config, 'contexts', 'meta', folder, 'meta.json');
}

interface ContextMetadata {
  readonly Name?: string;
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const read = readFile(path, 'utf8').then((text) => JSON.parse(text) as T);
  // What cannot be read docker cannot read either, and says so itself.
  return await read.catch(() => undefined);
}

async function currentContext(config: string): Promise<string> {
  const found = await readJson<{ currentContext?: string }>(join(config, 'config.json'));
  return found?.currentContext ?? '';
}

async function addressOf(context: string, config: string): Promise<string | undefined> {
  const folder = createHash('sha256').update(context).digest('hex');
  const metadata = await readJson<ContextMetadata>(metadataPath(config, folder));
  return metadata && (metadata.Endpoints?.docker?.Host ?? '');
}

async function contextsIn(config: string): Promise<readonly string[]> {
  const folders = await readdir(join(config, 'contexts', 'meta')).catch(() => []);
  const found = await Promise.all(
    folders.map((folder) => readJson<ContextMetadata>(metadataPath(config, folder))),
  );
  return found.flatMap((metadata) => metadata?.Name ?? []).toSorted();
}

/** A socket is of this host, whatever is behind it; so is a machine of this host that forwards its ports here. */
export async function isHere(address: string): Promise<boolean> {
  const [, scheme = 'tcp', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/.exec(address) ?? [];
  if (!['tcp', 'ssh', 'http', 'https'].includes(scheme)) return true;
  const [, bracketed, plain = ''] = /^(?:[^@/]*@)?(?:\[([^\]]*)\]|([^:/]*))/.exec(rest) ?? [];
  const host = bracketed ?? plain;
  // Docker takes an empty host for localhost.
  if (host === '' || host === hostname() || /(^|\.)localhost$/i.test(host)) return true;
  const own = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? []);
  const isOwn = (ip: string): boolean =>
    /^127\.|^(::1|::|0\.0\.0\.0)$|^::ffff:127\./.test(ip) || own.some((one) => one.address === ip);
  if (isIP(host) !== 0) return isOwn(host);
  const found = await Promise.race([
    lookup(host, { all: true }).catch(() => []),
    delay(lookupTimeoutMs, [], { ref: false }),
  ]);
  return found.some((one) => isOwn(one.address));
}
