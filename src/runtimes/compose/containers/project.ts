/**
 * Which compose project an instance is in. A file of the lab names one, but an application's file may include it, and
 * `--project-name` overrides it: what compose has written on containers, networks and volumes is the truth.
 */
import { LabError } from '../../../errors.ts';
import type { ResolvedTopology } from '../../../kafka/node.ts';
import {
  composeInstance,
  networkNames,
  projectName,
  type NetworkName,
} from '../../../render/compose/names.ts';
import type { Instance } from '../../../cluster/instance.ts';
import {
  isNode,
  type Belongings,
  type MarkedContainer,
  type MarkedThing,
  type NodeContainer,
} from './marked-things.ts';

/** What the engine calls each network of a topology. */
export type EngineNetworks = Readonly<Record<NetworkName, string>>;

/** The nodes of the one project that has any, or the only one of which some run: a second cannot have the ports too. */
export function nodesOfOneProject(
  instanceId: string,
  containers: readonly MarkedContainer[],
): readonly NodeContainer[] {
  const nodes = containers.filter(isNode);
  const projects = projectsOf(nodes);
  if (projects.length <= 1) return nodes;
  const live = projectsOf(nodes.filter(({ state }) => state !== 'stopped'));
  const [only] = live;
  if (only === undefined || live.length > 1) throw inSeveralProjects(instanceId, projects);
  return nodes.filter(({ project }) => project === only);
}

/**
 * The project that an instance is in; undefined where nothing of it is there.
 * @throws LabError `ambiguous-instance` when two projects have it.
 */
export function projectOf(
  instanceId: string,
  { containers, networks, volumes }: Belongings,
): string | undefined {
  const [ofNodes] = projectsOf(nodesOfOneProject(instanceId, containers));
  if (ofNodes !== undefined) return ofNodes;
  // Data weighs more than networks, which hold nothing.
  for (const things of [volumes, networks]) {
    const projects = projectsOf(things);
    if (projects.length > 1) throw inSeveralProjects(instanceId, projects);
    if (projects[0] !== undefined) return projects[0];
  }
  return undefined;
}

/** @throws LabError `ambiguous-instance` unless all there is of an instance is in one project: for what removes. */
export function assertOneProject(instanceId: string, { containers, networks, volumes }: Belongings): void {
  const projects = projectsOf([...containers, ...volumes, ...networks]);
  if (projects.length > 1) throw inSeveralProjects(instanceId, projects);
}

/** The same things, as far as they are of one project, or of none. */
export function ofProject<T extends { readonly project?: string }>(
  things: readonly T[],
  project: string | undefined,
): readonly T[] {
  return things.filter((thing) => thing.project === undefined || thing.project === project);
}

function projectsOf(things: readonly { readonly project?: string }[]): readonly string[] {
  return [...new Set(things.flatMap(({ project }) => (project === undefined ? [] : [project])))].toSorted();
}

function inSeveralProjects(instanceId: string, projects: readonly string[]): LabError {
  const last = projects.at(-1) ?? '';
  return new LabError(
    'ambiguous-instance',
    `${instanceId} is there in ${projects.length} compose projects: ${projects.join(', ')}; take away by hand what is not needed, such as: docker compose --project-name ${last} down (with --volumes: and its data)`,
  );
}

/** Compose's project that an instance is in; stored only where that is not the one its file names. */
interface ComposePlace {
  readonly project: string;
}

/** The instance with the project that it was found in; nothing is said of one that its file names. */
export function inProject(instance: Instance, project: string | undefined): Instance {
  const { place: _, ...rest } = instance;
  const isOwn = project === undefined || project === ownProject(instance.topology, instance.portOffset);
  return isOwn ? rest : { ...rest, place: placeIn(project) };
}

/** Where an instance is that another file includes. */
export function placeIn(project: string): ComposePlace {
  return { project };
}

/** The project of an instance: the one in which it was found, else that of its own file. */
export function projectNameOf({ topology, portOffset, place }: Instance): string {
  return (place as ComposePlace | undefined)?.project ?? ownProject(topology, portOffset);
}

/** The project's name that the lab's own file has. */
function ownProject(topology: ResolvedTopology, portOffset: number): string {
  return projectName(composeInstance(topology, portOffset));
}

/** Names of an instance's networks in the engine: by their labels, and for one that is gone by the rule for names. */
export function engineNetworks(
  instance: Instance,
  networks: readonly MarkedThing[],
  project: string = projectNameOf(instance),
): EngineNetworks {
  const nameOf = (network: NetworkName): string =>
    networks.find((one) => one.key === network && one.project === project)?.name ?? `${project}_${network}`;
  return {
    cluster: nameOf(networkNames.cluster),
    quorum: nameOf(networkNames.quorum),
    clients: nameOf(networkNames.clients),
  };
}
