/** Finds what carries the lab's labels in Docker without knowing of it: brought up by hand, or left by an accident. */
import { marks } from '../../../kafka/marks.ts';
import { composeInstanceId, projectName } from '../../../render/compose/names.ts';
import type { FindOptions, MarkedInstance } from '../../../cluster/found.ts';
import { lines } from '../../../words.ts';
import { docker } from '../../docker/docker.ts';
import { nothingWhereSilent } from '../../shared/silence.ts';
import { placeIn } from './project.ts';
import { ownFilesDir } from '../compose-file.ts';

/** Verbs for other runtimes look too, and must not wait for ever for an engine that hangs; a busy one takes seconds. */
const timeoutMs = 15_000;

/** Set by compose itself on every container (compose-go, ConfigFilesLabel). */
const configFilesLabel = 'com.docker.compose.project.config_files';
const projectLabel = 'com.docker.compose.project';

const separator = '\t';

/** One line that an engine lists: the labels of a container, a network or a volume. */
export interface LabelledThing {
  readonly id: string;
  readonly topologyName: string;
  /** Empty on what is no container of a node. */
  readonly nodeId: string;
  readonly configFiles: string;
  /** Empty on what compose did not make. */
  readonly project: string;
  readonly kind: ThingKind;
  /** When it was made, as the engine writes it; empty on what is no container. */
  readonly createdAt: string;
}

/** What is listed. */
export type ThingKind = 'container' | 'network' | 'volume';

/** An instance with a label, and the files that its project is made of. */
export interface LabelledInstance extends MarkedInstance {
  readonly configFiles: readonly string[];
}

/** Every instance with a label, one entry each. @throws LabError when the engine does not answer and nobody is to be told. */
export async function findMarked({ onSilence }: FindOptions = {}): Promise<readonly MarkedInstance[]> {
  const filter = ['--filter', `label=${marks.instance}`];
  const listed = async (kind: ThingKind, ...args: string[]): Promise<readonly LabelledThing[]> => {
    const more = kind === 'container' ? [label(configFilesLabel), '{{.CreatedAt}}'] : [];
    const text = await docker([...args, ...filter, '--format', formatOf(more)], { timeoutMs });
    return parseThings(text, kind);
  };
  try {
    const things = await Promise.all([
      listed('container', 'ps', '--all'),
      listed('network', 'network', 'ls'),
      listed('volume', 'volume', 'ls'),
    ]);
    return await Promise.all(markedInstances(things.flat()).map(withOwnFile));
  } catch (error) {
    return nothingWhereSilent(error, onSilence);
  }
}

const label = (name: string): string => `{{.Label "${name}"}}`;

function formatOf(more: readonly string[]): string {
  const names = [marks.instance, marks.topology, marks.node, projectLabel];
  return [...names.map(label), ...more].join(separator);
}

/** Reads what is listed in the format above. */
export function parseThings(output: string, kind: ThingKind): readonly LabelledThing[] {
  return lines(output).map((line) => {
    const [id = '', topologyName = '', nodeId = '', project = '', configFiles = '', createdAt = ''] =
      line.split(separator);
    return { id, topologyName, nodeId, project, configFiles, kind, createdAt };
  });
}

/** One instance for all things with its label; labels that no file of the lab has are left out. */
export function markedInstances(things: readonly LabelledThing[]): readonly LabelledInstance[] {
  const ids = [...new Set(things.map(({ id }) => id))].toSorted();
  return ids.flatMap((id) => {
    const own = things.filter((thing) => thing.id === id);
    const topologyName = own.find((thing) => thing.topologyName !== '')?.topologyName ?? '';
    const portOffset = Number(/-(\d+)$/.exec(id.slice(topologyName.length))?.[1] ?? 0);
    const instance = { topologyName, portOffset };
    if (composeInstanceId(instance) !== id) return [];
    const configFiles =
      own.map(({ configFiles }) => configFiles.split(',').filter(Boolean)).find(isFilled) ?? [];
    const hasNodes = own.some(({ kind, nodeId }) => kind === 'container' && nodeId !== '');
    const hasData = own.some(({ kind }) => kind === 'volume');
    const projects = new Set(own.map(({ project }) => project).filter(Boolean));
    const [project] = projects;
    // Which of several is meant, whoever does something to it is asked.
    const isNamed = project !== undefined && projects.size === 1 && project !== projectName(instance);
    const createdAt = own.flatMap((thing) => timeOf(thing.createdAt) ?? []).toSorted()[0];
    return [
      {
        id,
        ...instance,
        hasNodes,
        hasData,
        configFiles,
        ...(isNamed && { place: placeIn(project) }),
        ...(createdAt !== undefined && { createdAt }),
      },
    ];
  });
}

/** The engine writes `2026-01-31 08:15:00 +0100 CET`. */
function timeOf(text: string): string | undefined {
  const [, date, time, hours, minutes] = /^(\S+) (\S+) ([+-]\d\d)(\d\d)/.exec(text) ?? [];
  const parsed = new Date(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed.toISOString();
}

function isFilled(list: readonly string[]): boolean {
  return list.length > 0;
}

async function withOwnFile({ configFiles, ...found }: LabelledInstance): Promise<MarkedInstance> {
  const filesDir = await ownFilesDir(found.id, configFiles);
  return { ...found, ...(filesDir !== undefined && { filesDir }) };
}
