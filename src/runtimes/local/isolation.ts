/** Cuts nodes of a local instance off, through the links that it was brought up with. */
import { upCommandOf, knownNode } from '../shared/node-states.ts';
import { LabError } from '../../errors.ts';
import { isIsolatedAlready, notIsolated } from '../../cluster/isolation.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { Isolation } from '../../cluster/node-status.ts';
import type { Isolated } from './links/cuts.ts';
import { linksGone, orderLinks } from './links/links-process.ts';

/**
 * Asserts that links can be made on this system.
 * @throws LabError `not-supported` where it has no addresses for them.
 */
export function assertIsolatableHere(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') return;
  throw new LabError(
    'not-supported',
    `--isolatable needs a loopback address for each pair of nodes, and ${platform} has only 127.0.0.1 (Linux has all of 127.0.0.0/8); leave it away, or use --on compose`,
  );
}

/** Why nodes of this instance cannot be cut off; undefined when they can. */
export async function obstacleToIsolation(instance: Instance): Promise<string | undefined> {
  if (instance.isolatable === true) return undefined;
  const { id } = instance;
  const again = upCommandOf({ ...instance, isolatable: true }, {});
  return `${id} was not brought up for it; take it down (klab down ${id}), then: ${again}`;
}

/** Cuts a node off. @throws LabError `node-state` for one that is cut off already. */
export async function isolate(instance: Instance, nodeId: string, from: Isolation): Promise<void> {
  knownNode(instance, nodeId);
  const answer = await orderLinks(instance, { act: 'isolate', nodeId, from });
  if (answer === undefined) throw linksGone(instance);
  if (!answer.done) throw isIsolatedAlready(instance, nodeId, answer.isolated[nodeId] ?? from);
}

/** Lets a node reach everything again. @throws LabError `node-state` for one that is not cut off. */
export async function heal(instance: Instance, nodeId: string): Promise<void> {
  knownNode(instance, nodeId);
  const answer = instance.isolatable === true && (await orderLinks(instance, { act: 'heal', nodeId }));
  if (answer === undefined) throw linksGone(instance);
  if (answer === false || !answer.done) throw notIsolated(nodeId);
}

/** Lets every node reach everything again. */
export async function healAll(instance: Instance): Promise<void> {
  for (const nodeId of Object.keys(await isolatedNodes(instance))) {
    await orderLinks(instance, { act: 'heal', nodeId });
  }
}

/** What each node is cut off from now, as the links themselves say; nothing where they do not run. */
export async function isolatedNodes(instance: Instance): Promise<Isolated> {
  if (instance.isolatable !== true) return {};
  return (await orderLinks(instance, { act: 'show' }))?.isolated ?? {};
}
