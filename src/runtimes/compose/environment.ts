/** The variables under which compose reads a file: what the user's environment may say, and what it may not. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import type { Instance } from '../../cluster/instance.ts';
import { agentVariable } from '../../kafka/java-agent.ts';
import { agentsOf, type ResolvedTopology } from '../../kafka/node.ts';
import { cacheDir } from '../../paths.ts';
import { quorumVariable, secretsVariable } from '../../render/compose/names.ts';
import { agentFolder } from '../jars/agent-folder.ts';
import { docker, type DockerOptions } from '../docker/docker.ts';
import { nodeFolders } from '../secrets/node-files.ts';
import { quorumDir } from './quorum-folder.ts';

/** Where listeners for containers outside the networks are published (render/compose/addressing.ts). */
export const bindVariable = 'KLAB_DOCKER_BIND';

const loopback = '127.0.0.1';

/**
 * Variables for `docker compose`.
 * The lab's clients are on this host, so a topology's variable for the host's address is held at loopback. Unless the
 * user says else, the listener for containers is published where `host.docker.internal` leads from this host's bridge,
 * and the jars of agents come from the lab's cache, which gets those that it lacks. Secrets, and where its quorum is, are the
 * instance's own: the lab knows no others.
 */
export async function composeEnvironment(
  { id, topology }: Pick<Instance, 'id' | 'topology'>,
  options: DockerOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const chosen = process.env[bindVariable] ?? '';
  return {
    [bindVariable]: chosen === '' ? await dockerHostAddress(options) : chosen,
    ...(topology.hostVariable !== undefined && { [topology.hostVariable]: loopback }),
    ...(await agentFolders(topology, options)),
    ...(topology.security !== undefined && { [secretsVariable]: nodeFolders(id) }),
    ...(topology.dynamicQuorum === true && { [quorumVariable]: quorumDir(id) }),
  };
}

async function agentFolders(
  topology: ResolvedTopology,
  { signal }: DockerOptions,
): Promise<Record<string, string>> {
  const folders: Record<string, string> = {};
  for (const agent of agentsOf(topology)) {
    const variable = agentVariable(agent);
    const chosen = process.env[variable] ?? '';
    const options = { cacheDir: cacheDir(), ...(signal !== undefined && { signal }) };
    folders[variable] = chosen === '' ? await agentFolder(agent, options) : resolve(chosen);
  }
  return folders;
}

/**
 * Where a port must be published for containers to find it at `host.docker.internal`: on Linux the address of the
 * default bridge, on Docker Desktop loopback, since there the name leads through the virtual machine to the host.
 */
export async function dockerHostAddress(options: DockerOptions): Promise<string> {
  const text = await docker(['network', 'inspect', 'bridge', '--format', '{{json .IPAM.Config}}'], options);
  const gateway = gatewayOf(text);
  return gateway !== undefined && (await isOwnAddress(gateway)) ? gateway : loopback;
}

/** The gateway of a bridge; engines leave it out where it is the subnet's first address, as by default. */
export function gatewayOf(ipamConfig: string): string | undefined {
  const [ipv4] = ((JSON.parse(ipamConfig) as { Subnet?: string; Gateway?: string }[] | null) ?? []).filter(
    ({ Subnet = '' }) => Subnet.includes('.'),
  );
  if (ipv4?.Gateway !== undefined && ipv4.Gateway !== '') return ipv4.Gateway;
  const subnet = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(ipv4?.Subnet ?? '');
  return subnet === null ? undefined : `${subnet[1]}.${Number(subnet[2]) + 1}`;
}

/** Tried, not looked up: an interface without a container on it is down, and Node does not list those. */
async function isOwnAddress(host: string): Promise<boolean> {
  const server = createServer().listen({ host, port: 0 });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
