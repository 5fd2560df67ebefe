/** Writes down what containers of others were made with, beside what their compose files say: in one shape, so that both can be compared. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { LiveFiles } from '../../../cluster/found.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { LabError, RuntimeError, UsageError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import {
  inspected,
  liveService,
  type InspectedContainer,
  type InspectedImage,
} from '../../docker/as-service.ts';
import { docker } from '../../docker/docker.ts';
import { boundAt, composedService, modeOf, type ComposedProject, type ComposedService } from './composed.ts';
import { containersOf } from './parts.ts';

/** What compose writes on each container of its own (compose-go, pkg/api labels). */
const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  files: 'com.docker.compose.project.config_files',
  folder: 'com.docker.compose.project.working_dir',
  environment: 'com.docker.compose.project.environment_file',
  oneOff: 'com.docker.compose.oneoff',
} as const;

/** Files that say what runs, and as which project they are read. */
interface Files {
  readonly paths: readonly string[];
  readonly project: string;
  /** That paths in them start from. @default the folder of the first */
  readonly folder?: string;
  readonly environment: readonly string[];
}

/**
 * The services of the project that the nodes are in, the nodes among them, as they are and as their files have them.
 * @throws LabError `not-supported` where nobody says which files those are, UsageError where they are of no use
 */
export async function liveFiles(instance: Instance, given?: ReadonlyMap<string, string>): Promise<LiveFiles> {
  const tied = Object.entries(containersOf(instance));
  const ids = tied.map(([, { id }]) => id);
  const nodes = await inspected<InspectedContainer>('container', await thoseThere(ids));
  const files = filesOf(instance, nodes, given);
  const project = await composed(files);
  const all = await withNeighbours(nodes);
  const images = await inspected<InspectedImage>('image', [...new Set(all.map(({ Image }) => Image))]);
  const prefix = `${files.project}_`;
  const names = new Map(all.map((container) => [container.Id, nameOf(container, project)]));
  const services = [...names].flatMap(([id, name], index) => {
    // Further ones of a service are made from the same words.
    if ([...names.values()].indexOf(name) !== index) return [];
    const container = all.find(({ Id }) => Id === id) as InspectedContainer;
    const image = images.find(({ Id }) => Id === container.Image)?.Config ?? { Env: null };
    return [[name, service(container, image, project.services?.[name] ?? {})] as const];
  });
  // What belongs to a profile is wanted only by whoever asks for it.
  const wanted = Object.entries(project.services ?? {}).filter(
    ([name, { profiles }]) => profiles === undefined || [...names.values()].includes(name),
  );
  return {
    files: [asFile(Object.fromEntries(services))],
    notes: [
      ...tied.flatMap(([node, { id, name }]) =>
        names.has(id) ? [] : [`container ${name} of ${node} was removed, or made anew: klab attach it again`],
      ),
      ...nodes.flatMap(({ Id, State }) =>
        State === undefined || State.Status === 'running' ? [] : [`${names.get(Id)} is ${State.Status}`],
      ),
    ],
    madeFrom: {
      target: 'compose',
      label: files.paths.map((path) => basename(path)).join(', '),
      files: [
        asFile(
          Object.fromEntries(wanted.map(([name, one]) => [name, composedService(one, project, prefix)])),
        ),
      ],
      names: Object.fromEntries(
        tied.flatMap(([node, { id }]) => {
          const name = names.get(id);
          return name === undefined ? [] : [[node, name]];
        }),
      ),
    },
  };
}

function asFile(services: object): { readonly path: string; readonly content: string } {
  return { path: 'compose.yaml', content: JSON.stringify({ services }) };
}

async function thoseThere(ids: readonly string[]): Promise<readonly string[]> {
  const filters = ids.flatMap((id) => ['--filter', `id=${id}`]);
  return lines(await docker(['ps', '--all', '--no-trunc', '--quiet', ...filters]));
}

/** What stands beside the nodes belongs to the same files. */
async function withNeighbours(nodes: readonly InspectedContainer[]): Promise<readonly InspectedContainer[]> {
  const projects = new Set(nodes.flatMap(({ Config }) => Config.Labels[labels.project] ?? []));
  const others = await Promise.all(
    [...projects].map(async (project) =>
      lines(
        await docker([
          'ps',
          '--all',
          '--no-trunc',
          '--quiet',
          '--filter',
          `label=${labels.project}=${project}`,
        ]),
      ),
    ),
  );
  const ids = others.flat().filter((id) => !nodes.some(({ Id }) => Id === id));
  const beside = await inspected<InspectedContainer>('container', ids);
  return [...nodes, ...beside.filter(({ Config }) => Config.Labels[labels.oneOff] !== 'True')];
}

function filesOf(
  { id }: Instance,
  nodes: readonly InspectedContainer[],
  given: ReadonlyMap<string, string> | undefined,
): Files {
  const label = (name: string): string | undefined =>
    nodes.map(({ Config }) => Config.Labels[name]).find((value) => value !== undefined && value !== '');
  const project = label(labels.project) ?? id;
  if (given !== undefined) return { paths: [...given.keys()], project, environment: [] };
  const named = new Set(nodes.flatMap(({ Config }) => Config.Labels[labels.files] ?? []));
  const [paths, ...others] = named;
  const how = `name the one to compare with: klab diff FILE live:${id}`;
  if (others.length > 0)
    throw new UsageError(
      `the containers of ${id} were made from different files (${[...named].join(' and ')}); ${how}`,
    );
  if (paths === undefined)
    throw new LabError(
      'not-supported',
      `no container of ${id} says from which compose file it was made; ${how}`,
    );
  const missing = paths.split(',').find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new UsageError(`${missing}, which ${id} was made from, is not there any more; ${how}`);
  const folder = label(labels.folder);
  return {
    paths: paths.split(','),
    project,
    ...(folder !== undefined && { folder }),
    environment: (label(labels.environment) ?? '').split(',').filter((path) => existsSync(path)),
  };
}

/** @throws UsageError in compose's own words where it cannot read them */
async function composed({ paths, project, folder, environment }: Files): Promise<ComposedProject> {
  const args = [
    '--project-name',
    project,
    '--profile',
    '*',
    ...(folder === undefined ? [] : ['--project-directory', folder]),
    ...environment.flatMap((path) => ['--env-file', path]),
    ...paths.flatMap((path) => ['--file', path]),
  ];
  try {
    return JSON.parse(await docker(['compose', ...args, 'config', '--format', 'json'])) as ComposedProject;
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'engine-refused') throw error;
    const reason = error.message.replace(/^"docker compose[^"]*" failed: /, '');
    throw new UsageError(`docker compose cannot read ${paths.join(', ')}: ${reason}`, { cause: error });
  }
}

/** As compose calls it; of a container that somebody else made, as a file does that names it. */
function nameOf({ Name, Config }: InspectedContainer, { services = {} }: ComposedProject): string {
  const own = Name.replace('/', '');
  const named = Object.entries(services).find(([, { container_name: name }]) => name === own)?.[0];
  return Config.Labels[labels.service] ?? named ?? own;
}

/** @param written what the file says of it: there, too, may stand what the image says by itself */
function service(
  container: InspectedContainer,
  image: InspectedImage['Config'],
  written: ComposedService,
): object {
  const { Config, HostConfig, Mounts } = container;
  const {
    labels: _labels,
    networks,
    image: name,
    ...known
  } = liveService(container, image, Object.keys(written['environment'] ?? {}));
  const readOnly = Mounts.filter(({ RW }) => RW === false).map(({ Destination }) => Destination);
  const mode = modeOf(HostConfig.NetworkMode);
  const hasOwnHostname = Config.Hostname !== undefined && !container.Id.startsWith(Config.Hostname);
  const said = {
    command: words(Config.Cmd, image.Cmd, written['command']),
    entrypoint: words(Config.Entrypoint, image.Entrypoint, written['entrypoint']),
    user: Config.User === image.User && written['user'] === undefined ? '' : Config.User,
    hostname: hasOwnHostname && mode === undefined ? Config.Hostname : '',
    // What compose builds has a name of compose's making.
    image: written['image'] === undefined && written['build'] !== undefined ? '' : name,
  };
  return {
    ...known,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== '')),
    ports: known.ports.map((port) => port.replace(/^(.*)(?=:[^:]*:[^:]*$)/, boundAt)),
    volumes: known.volumes
      .filter((volume) => !volume.startsWith('anonymous:'))
      .map((volume) => (readOnly.some((path) => volume.endsWith(`:${path}`)) ? `${volume}:ro` : volume)),
    ...(mode === undefined ? { networks } : { network_mode: mode }),
  };
}

function words(
  own: readonly string[] | null | undefined,
  ofImage: readonly string[] | null | undefined,
  written: unknown,
): readonly string[] | undefined {
  const isOfImage = JSON.stringify(own ?? []) === JSON.stringify(ofImage ?? []);
  if (isOfImage && (written === undefined || written === null)) return undefined;
  return own?.map((word) => word.replaceAll('$', '$$$$'));
}
