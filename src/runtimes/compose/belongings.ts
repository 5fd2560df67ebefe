/**
 * Everything in Docker that belongs to an instance, found by its label.
 * No container id is ever stored: what the engine shows is right after every accident.
 */
import { labelNames } from '../../render/compose/names.ts';
import type { NodeState } from '../runtime.ts';
import { docker, lines, type DockerOptions } from '../docker.ts';

/** One container that carries the instance's label. */
export interface MarkedContainer {
  readonly id: string;
  readonly name: string;
  /** Absent on containers that the lab uses for a moment, such as to ask a listener from within a network. */
  readonly nodeId?: string;
  readonly state: NodeState;
  /** Names of the networks that it is on, as the engine knows them; also of one that does not run. */
  readonly networks: readonly string[];
}

/** What an instance has; networks and volumes by name. */
export interface Belongings {
  readonly containers: readonly MarkedContainer[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** A container of a node. */
export type NodeContainer = MarkedContainer & { readonly nodeId: string };

/** Fields of a line are kept apart by what no name contains. */
const separator = '\t';
const node = `{{.Label "${labelNames.node}"}}`;
const containerFormat = ['{{.ID}}', '{{.Names}}', '{{.State}}', node, '{{.Networks}}'].join(separator);

function ofInstance(instanceId: string): readonly string[] {
  return ['--filter', `label=${labelNames.instance}=${instanceId}`];
}

/** Every container of an instance, in whatever state. */
async function listContainers(
  instanceId: string,
  options: DockerOptions = {},
): Promise<readonly MarkedContainer[]> {
  const args = ['ps', '--all', '--no-trunc', ...ofInstance(instanceId), '--format', containerFormat];
  return parseContainers(await docker(args, options));
}

/** The containers of an instance's nodes. */
export async function listNodes(
  instanceId: string,
  options: DockerOptions = {},
): Promise<readonly NodeContainer[]> {
  return (await listContainers(instanceId, options)).filter(isNode);
}

/** Containers, networks and volumes of an instance. */
export async function listBelongings(instanceId: string, options: DockerOptions = {}): Promise<Belongings> {
  const names = async (kind: 'network' | 'volume'): Promise<readonly string[]> =>
    lines(await docker([kind, 'ls', ...ofInstance(instanceId), '--format', '{{.Name}}'], options));
  const [containers, networks, volumes] = await Promise.all([
    listContainers(instanceId, options),
    names('network'),
    names('volume'),
  ]);
  return { containers, networks, volumes };
}

/** True for the containers of nodes. */
export function isNode(container: MarkedContainer): container is NodeContainer {
  return container.nodeId !== undefined;
}

/** Reads lines of id, name, state, node and networks, in the format that is asked for here. */
export function parseContainers(output: string): readonly MarkedContainer[] {
  return lines(output).map((line) => {
    const [id = '', name = '', state = '', nodeId = '', networks = ''] = line.split(separator);
    return {
      id,
      name,
      state: stateOf(state),
      networks: networks.split(',').filter(Boolean),
      ...(nodeId !== '' && { nodeId }),
    };
  });
}

/** Docker's words: created, running, paused, restarting, removing, exited, dead (Docker Engine API, ContainerState). */
function stateOf(text: string): NodeState {
  return text === 'running' || text === 'paused' ? text : 'stopped';
}
