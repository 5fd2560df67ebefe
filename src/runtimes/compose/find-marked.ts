/** Finds what carries the lab's labels in Docker without knowing of it: brought up by hand, or left by an accident. */
import { dirname } from 'node:path';
import { composeInstanceId, labelNames } from '../../render/compose/names.ts';
import type { FindOptions, MarkedInstance } from '../runtime.ts';
import { docker, lines } from '../docker.ts';
import { nothingWhereSilent } from '../silence.ts';

/** Verbs for other runtimes look too, and must not wait for ever for an engine that hangs; a busy one takes seconds. */
const timeoutMs = 15_000;

/** Set by compose itself on every container (compose-go, ConfigFilesLabel). */
const configFilesLabel = 'com.docker.compose.project.config_files';

const separator = '\t';

/** One line that an engine lists: the labels of a container, a network or a volume. */
export interface LabelledThing {
  readonly id: string;
  readonly topologyName: string;
  /** Empty on what is no container of a node. */
  readonly nodeId: string;
  readonly configFiles: string;
}

/** Every instance with a label, one entry each. @throws LabError when the engine does not answer and nobody is to be told. */
export async function findMarked({ onSilence }: FindOptions = {}): Promise<readonly MarkedInstance[]> {
  const label = ['--filter', `label=${labelNames.instance}`];
  const node = `{{.Label "${labelNames.node}"}}`;
  const [containers, networks, volumes] = [
    ['ps', '--all', ...label, '--format', formatOf(node, `{{.Label "${configFilesLabel}"}}`)],
    ['network', 'ls', ...label, '--format', formatOf('', '')],
    ['volume', 'ls', ...label, '--format', formatOf('', '')],
  ].map((args) => docker(args, { timeoutMs }));
  try {
    const found = await Promise.all([containers, networks, volumes]);
    return markedInstances(found.flatMap((text) => parseThings(text ?? '')));
  } catch (error) {
    return nothingWhereSilent(error, onSilence);
  }
}

function formatOf(...others: readonly string[]): string {
  const label = (name: string): string => `{{.Label "${name}"}}`;
  return [label(labelNames.instance), label(labelNames.topology), ...others].join(separator);
}

/** Reads what is listed in the format above. */
export function parseThings(output: string): readonly LabelledThing[] {
  return lines(output).map((line) => {
    const [id = '', topologyName = '', nodeId = '', configFiles = ''] = line.split(separator);
    return { id, topologyName, nodeId, configFiles };
  });
}

/** One instance for all things with its label; labels that no file of the lab has are left out. */
export function markedInstances(things: readonly LabelledThing[]): readonly MarkedInstance[] {
  const ids = [...new Set(things.map(({ id }) => id))].toSorted();
  return ids.flatMap((id) => {
    const own = things.filter((thing) => thing.id === id);
    const topologyName = own.find((thing) => thing.topologyName !== '')?.topologyName ?? '';
    const portOffset = Number(/-(\d+)$/.exec(id.slice(topologyName.length))?.[1] ?? 0);
    if (composeInstanceId({ topologyName, portOffset }) !== id) return [];
    const [file = ''] = own.map(({ configFiles }) => configFiles.split(',')[0] ?? '').filter(Boolean);
    const hasNodes = own.some(({ nodeId }) => nodeId !== '');
    return [{ id, topologyName, portOffset, hasNodes, ...(file !== '' && { filesDir: dirname(file) }) }];
  });
}
