/** Looks at Docker past the lab's own code, and stands between the two, for tests of what the lab leaves and survives. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDoor, type Door } from './door.ts';

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

/** A way to the engine that can be shut; for DOCKER_HOST. */
export interface EngineDoor extends Door {
  readonly url: string;
}

/** Opens a door to the engine of DOCKER_HOST, which must be a socket of this host. */
export async function engineDoor(): Promise<EngineDoor> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-engine-'));
  const path = join(dir, 'docker.sock');
  const engine = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '');
  const door = await openDoor({ listen: { path }, to: { path: engine } });
  return {
    ...door,
    url: `unix://${path}`,
    [Symbol.asyncDispose]: async () => {
      door.close();
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
