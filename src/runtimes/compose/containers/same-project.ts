/** Tells whether containers that are there already come from the very file that is about to be brought up. */
import { LabError } from '../../../errors.ts';
import type { ComposeDocument } from '../../../render/compose/document.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { lines } from '../../../words.ts';
import { kafkaVariable } from '../../../kafka/images/image-environment.ts';
import type { NodeContainer } from './marked-things.ts';
import { docker } from '../../docker/docker.ts';

/** What Docker keeps of how a container was made, as far as it is compared. */
export interface MadeFrom {
  readonly nodeId: string;
  readonly image: string;
  /** Variables as `NAME=value`. */
  readonly environment: readonly string[];
}

/**
 * Asserts that found containers can be gone on with: `up` completes a cluster and never mixes two.
 * @throws LabError `node-state` with the first thing that differs.
 */
export async function assertSameProject(
  instance: Instance,
  document: ComposeDocument,
  found: readonly NodeContainer[],
): Promise<void> {
  if (found.length === 0) return;
  const ids = found.map(({ id }) => id);
  const output = await docker(['container', 'inspect', ...ids, '--format', '{{json .Config}}']);
  const made = lines(output).map((line, index): MadeFrom => {
    const { Image, Env } = JSON.parse(line) as { Image: string; Env: string[] | null };
    return { nodeId: found[index]?.nodeId ?? '', image: Image, environment: Env ?? [] };
  });
  // What was altered in place is in force, and in no variable of a container that was there before.
  const altered = new Set(Object.keys(instance.changed ?? {}).map(kafkaVariable));
  const difference = made
    .map((one) => differenceOf(one, document, altered))
    .find((text) => text !== undefined);
  if (difference === undefined) return;
  throw new LabError(
    'node-state',
    `${instance.id} is there with other settings (${difference}); take it down first (klab down ${instance.id}), or use --port-offset N`,
  );
}

/**
 * What differs between a container and its service, in words; undefined where nothing does.
 * @param altered variables that may differ. @default none
 */
export function differenceOf(
  { nodeId, image, environment }: MadeFrom,
  document: ComposeDocument,
  altered: ReadonlySet<string> = new Set(),
): string | undefined {
  const service = document.services[nodeId];
  if (service === undefined) return `${nodeId} is not in this topology`;
  if (service.image !== image) return `${nodeId} runs ${image}, not ${service.image}`;
  const present = new Set(environment);
  for (const [name, value] of Object.entries(service.environment)) {
    // What a variable of the user's may complete is the user's choice.
    if (value.includes('${') || altered.has(name)) continue;
    if (!present.has(`${name}=${value.replaceAll('$$', '$')}`)) return `${nodeId} has another ${name}`;
  }
  return undefined;
}
