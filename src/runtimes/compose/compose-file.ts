/** Reads the compose file that an instance is brought up from: images, ports and settings, as Docker will see them. */
import { marks } from '../../kafka/marks.ts';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { LabError } from '../../errors.ts';
import { includedPaths } from '../../untyped.ts';
import { completed } from '../../render/compose/names.ts';
import { composeFile } from '../../render/compose/render.ts';
import type { ComposeDocument } from '../../render/compose/document.ts';
import type { WantedPort } from '../host/ports.ts';
import type { Instance } from '../../cluster/instance.ts';

/** Path of an instance's compose file. */
export function composePath({ filesDir }: Instance): string {
  return join(filesDir, composeFile);
}

/** The file as an object, with its variables not yet completed. @throws LabError when it is gone, or another's. */
export async function readComposeFile(instance: Instance): Promise<ComposeDocument> {
  const path = composePath(instance);
  const fix = `bring the instance down and up again: klab down ${instance.id}`;
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new LabError('no-instance', `${path} cannot be read; ${fix}`, { cause: error });
  }
  if (!isFileOf(document, instance.id)) {
    throw new LabError('no-instance', `${path} is not the file of ${instance.id}; ${fix}`);
  }
  return document;
}

/** Whether a compose file is what the lab has rendered for this instance. */
function isFileOf(document: unknown, instanceId: string): document is ComposeDocument {
  const { services } = (document ?? {}) as Partial<ComposeDocument>;
  return Object.values(services ?? {}).some((service) => service?.labels?.[marks.instance] === instanceId);
}

/** So deep are files of applications followed that include others. */
const includeDepth = 3;

/**
 * Folder of an instance's own file, given the files of the project that it is in: one of them, or one that they include.
 * Undefined where none is, or its name is another: `docker compose` is run on {@link composePath} only.
 */
export async function ownFilesDir(
  instanceId: string,
  configFiles: readonly string[],
  depth = includeDepth,
): Promise<string | undefined> {
  for (const path of configFiles) {
    const document = await parsedOrNothing(path);
    if (isFileOf(document, instanceId) && basename(path) === composeFile) return dirname(path);
    const included = includedPaths(document).map((file) => resolve(dirname(path), file));
    const found = depth > 0 ? await ownFilesDir(instanceId, included, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Files of others may be anything, or gone. */
async function parsedOrNothing(path: string): Promise<unknown> {
  const read = readFile(path, 'utf8').then((text) => parse(text, { logLevel: 'silent' }) as unknown);
  return await read.catch(() => undefined);
}

/** Every image once. */
export function imagesOf({ services }: ComposeDocument): readonly string[] {
  return [...new Set(Object.values(services).map(({ image }) => image))];
}

const loopback = '127.0.0.1';

/** Ports of the host that these nodes will have published, or bind themselves where they have its network. */
export function publishedPortsOf(
  { services }: ComposeDocument,
  nodeIds: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly WantedPort[] {
  return nodeIds.flatMap((id) => {
    const { ports = [], network_mode: mode, expose = [] } = services[id] ?? {};
    const published = ports.map((text) => {
      const [, host = '', port = ''] = /^(.*):(\d+):\d+$/.exec(completed(text, env)) ?? [];
      return { id, host, port: Number(port) };
    });
    const bound = mode === 'host' ? expose.map((port) => ({ id, host: loopback, port: Number(port) })) : [];
    return [...published, ...bound];
  });
}
