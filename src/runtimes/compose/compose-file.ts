/** Reads the compose file that an instance is brought up from: images, ports and settings, as Docker will see them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LabError } from '../../errors.ts';
import { composeFile } from '../../render/compose/render.ts';
import type { ComposeDocument } from '../../render/compose/document.ts';
import type { WantedPort } from '../ports.ts';
import type { Instance } from '../runtime.ts';

/** Path of an instance's compose file. */
export function composePath({ filesDir }: Instance): string {
  return join(filesDir, composeFile);
}

/** The file as an object, with its variables not yet completed. @throws LabError when it is gone. */
export async function readComposeFile(instance: Instance): Promise<ComposeDocument> {
  const path = composePath(instance);
  try {
    return parse(await readFile(path, 'utf8')) as ComposeDocument;
  } catch (error) {
    const fix = `bring the instance down and up again: klab down ${instance.id}`;
    throw new LabError('no-instance', `${path} cannot be read; ${fix}`, { cause: error });
  }
}

/** Every image once. */
export function imagesOf({ services }: ComposeDocument): readonly string[] {
  return [...new Set(Object.values(services).map(({ image }) => image))];
}

/** Ports of the host that these nodes will have published. */
export function publishedPortsOf(
  { services }: ComposeDocument,
  nodeIds: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly WantedPort[] {
  return nodeIds.flatMap((id) =>
    (services[id]?.ports ?? []).map((text) => {
      const [, host = '', port = ''] = /^(.*):(\d+):\d+$/.exec(completed(text, env)) ?? [];
      return { id, host, port: Number(port) };
    }),
  );
}

/** Replaces `${NAME:-default}`, the one form of variable that the lab writes. */
export function completed(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => {
    const value = env[name];
    return value === undefined || value === '' ? otherwise : value;
  });
}
