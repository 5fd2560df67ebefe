/** Looks at Docker past the lab's own code, and stands between the two, for tests of what the lab leaves and survives. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs docker. @returns what it printed, trimmed. @throws Error when it fails. */
export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: 64 * 1024 * 1024 })).stdout.trim();
}

/** Everything in Docker with the label of an instance: containers, networks and volumes by name. */
export async function tracesOf(instanceId: string): Promise<readonly string[]> {
  const filter = ['--filter', `label=klab.instance=${instanceId}`];
  const found = await Promise.all([
    docker('ps', '--all', ...filter, '--format', 'container {{.Names}}'),
    docker('network', 'ls', ...filter, '--format', 'network {{.Name}}'),
    docker('volume', 'ls', ...filter, '--format', 'volume {{.Name}}'),
  ]);
  return found.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

/** Name of a node's container. */
export async function containerOf(instanceId: string, nodeId: string): Promise<string> {
  const filter = ['--filter', `label=klab.instance=${instanceId}`, '--filter', `label=klab.node=${nodeId}`];
  return docker('ps', '--all', ...filter, '--format', '{{.Names}}');
}

/** A container that klab did not make. */
export interface Stranger extends AsyncDisposable {
  readonly name: string;
  isRunning(): Promise<boolean>;
}

/** Starts a container that does nothing, from an image that is there. @param options more options of `docker run`. */
export async function stranger(name: string, ...options: string[]): Promise<Stranger> {
  await docker('rm', '--force', '--volumes', name);
  const image = 'apache/kafka:4.3.1';
  await docker('run', '--detach', '--name', name, ...options, '--entrypoint', 'sleep', image, '3600');
  return {
    name,
    isRunning: async () => (await docker('inspect', name, '--format', '{{.State.Running}}')) === 'true',
    [Symbol.asyncDispose]: async () => {
      await docker('rm', '--force', '--volumes', name);
    },
  };
}

/** A way to the engine that can be closed, or fall silent, without disturbing anybody else's containers. */
export interface EngineDoor extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** From now on the engine does not answer: every connection breaks and none can be made. */
  close(): void;
  /** From now on the engine takes connections and says nothing. */
  mute(): void;
}

/** Opens a door to the engine of DOCKER_HOST, which must be a socket of this host. */
export async function engineDoor(): Promise<EngineDoor> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-engine-'));
  const path = join(dir, 'docker.sock');
  const engine = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '');
  const sockets = new Set<Socket>();
  let muted = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    if (muted) return;
    const upstream = connect({ path: engine, allowHalfOpen: true });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  }).listen(path);
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `unix://${path}`,
    close,
    mute() {
      muted = true;
      for (const socket of sockets) socket.unpipe();
    },
    [Symbol.asyncDispose]: async () => {
      close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Runs work with variables of the environment set, as a user's shell would have them. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
