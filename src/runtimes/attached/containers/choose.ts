/** Which containers are meant: those of a compose project, told by its name or its file, or those that are named. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { instead, RuntimeError, UsageError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { docker } from '../../docker/docker.ts';
import { factsOf, type ContainerFacts } from './facts.ts';

/** What a person says. */
export interface WhichContainers {
  /** A compose project, or a file of one. */
  readonly compose?: string;
  /** Containers by name or id. */
  readonly containers?: readonly string[];
}

/** @throws UsageError where nothing is there of that name, or a file was brought up as several projects */
export async function containersMeant({
  compose,
  containers = [],
}: WhichContainers): Promise<readonly ContainerFacts[]> {
  if (compose !== undefined) return await factsOf(await idsOfProject(compose));
  try {
    return await factsOf(containers);
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'engine-refused') throw error;
    const missing = /No such container: (\S+)/.exec([error.message, ...error.details].join('\n'))?.[1];
    if (missing === undefined) throw error;
    throw new UsageError(`there is no container ${missing}; docker ps --all shows those that are there`);
  }
}

/** A container of any project, by what compose itself has written on it (compose-go, pkg/api labels). */
interface OfProject {
  readonly id: string;
  readonly project: string;
  readonly files: readonly string[];
}

async function idsOfProject(wanted: string): Promise<readonly string[]> {
  const all = await ofProjects();
  const file = await realpath(resolve(wanted)).catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  const byName = all.filter(({ project }) => project === wanted);
  const those =
    byName.length > 0 ? byName : all.filter(({ files }) => file !== undefined && files.includes(file));
  const projects = [...new Set(those.map(({ project }) => project))];
  if (projects.length > 1) {
    throw new UsageError(
      `${wanted} is up as several projects; name one of them: ${projects.map((one) => `--compose ${one}`).join(', ')}`,
    );
  }
  if (projects.length === 1) return those.map(({ id }) => id);
  const names = [...new Set(all.map(({ project }) => project))].toSorted();
  const there =
    names.length === 0 ? 'there is none' : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  throw new UsageError(
    file === undefined
      ? `no compose project is named ${wanted}, and no file; ${there}`
      : `${wanted} is not up as a compose project (docker compose --file ${wanted} up --detach); ${there}`,
  );
}

async function ofProjects(): Promise<readonly OfProject[]> {
  const label = (name: string): string => `{{.Label "com.docker.compose.${name}"}}`;
  const format = ['{{.ID}}', label('project'), label('project.config_files')].join('\t');
  const filter = ['--filter', 'label=com.docker.compose.project'];
  const output = await docker(['ps', '--all', '--no-trunc', ...filter, '--format', format]);
  return Promise.all(
    lines(output).map(async (line) => {
      const [id = '', project = '', files = ''] = line.split('\t');
      const paths = files.split(',').filter(Boolean);
      // A file that was moved since is found by its project's name.
      const real = paths.map((path) => realpath(path).catch(instead(path, 'ENOENT', 'ENOTDIR')));
      return { id, project, files: await Promise.all(real) };
    }),
  );
}
