/**
 * Everything in Docker that belongs to an instance, found by its label.
 * No container id is ever stored: what the engine shows is right after every accident.
 */
import { marks } from '../../../kafka/marks.ts';
import type { NodeState } from '../../../cluster/node-status.ts';
import { lines } from '../../../words.ts';
import type { Belongings, MarkedContainer, MarkedThing, NodeContainer } from './marked-things.ts';
import { docker, type DockerOptions } from '../../docker/docker.ts';
import { nodesOfOneProject } from './project.ts';

/** Fields of a line are kept apart by what no name contains. */
const separator = '\t';
const label = (name: string): string => `{{.Label "${name}"}}`;

/** Set by compose itself on everything that it makes (compose-go, pkg/api labels). */
const composeLabels = {
  project: 'com.docker.compose.project',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
} as const;

const node = label(marks.node);
const project = label(composeLabels.project);
const containerFormat = ['{{.ID}}', '{{.Names}}', '{{.State}}', node, '{{.Networks}}', project].join(
  separator,
);

function ofInstance(instanceId: string): readonly string[] {
  return ['--filter', `label=${marks.instance}=${instanceId}`];
}

/** Every container of an instance, in whatever state. */
async function listContainers(
  instanceId: string,
  options: DockerOptions = {},
): Promise<readonly MarkedContainer[]> {
  const args = ['ps', '--all', '--no-trunc', ...ofInstance(instanceId), '--format', containerFormat];
  return parseContainers(await docker(args, options));
}

/** The networks or volumes of an instance. */
export async function listThings(
  kind: 'network' | 'volume',
  instanceId: string,
  options: DockerOptions = {},
): Promise<readonly MarkedThing[]> {
  const format = ['{{.Name}}', label(composeLabels[kind]), node, project].join(separator);
  return parseMarkedThings(
    await docker([kind, 'ls', ...ofInstance(instanceId), '--format', format], options),
  );
}

/**
 * The containers of an instance's nodes.
 * @throws LabError `ambiguous-instance` when two projects have some.
 */
export async function listNodes(instanceId: string): Promise<readonly NodeContainer[]> {
  return nodesOfOneProject(instanceId, await listContainers(instanceId));
}

/** Containers, networks and volumes of an instance, of every project that has some. */
export async function listBelongings(instanceId: string, options: DockerOptions = {}): Promise<Belongings> {
  const [containers, networks, volumes] = await Promise.all([
    listContainers(instanceId, options),
    listThings('network', instanceId, options),
    listThings('volume', instanceId, options),
  ]);
  return { containers, networks, volumes };
}

/** Reads lines of id, name, state, node and networks, in the format that is asked for here. */
export function parseContainers(output: string): readonly MarkedContainer[] {
  return lines(output).map((line) => {
    const [id = '', name = '', state = '', nodeId = '', networks = '', project = ''] = line.split(separator);
    return {
      id,
      name,
      state: stateOf(state),
      networks: networks.split(',').filter(Boolean),
      ...(nodeId !== '' && { nodeId }),
      ...(project !== '' && { project }),
    };
  });
}

/** Reads lines of name, key, node and project, in the format that is asked for here. */
function parseMarkedThings(output: string): readonly MarkedThing[] {
  return lines(output).map((line) => {
    const [name = '', key = '', nodeId = '', project = ''] = line.split(separator);
    return { name, key, nodeId, ...(project !== '' && { project }) };
  });
}

/** Docker's words: created, running, paused, restarting, removing, exited, dead (Docker Engine API, ContainerState). */
function stateOf(text: string): NodeState {
  return text === 'running' || text === 'paused' ? text : 'stopped';
}
