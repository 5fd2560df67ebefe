/** Prints a digest of every topology's Kubernetes files: run by a test under other time zones and languages. */
import { createHash } from 'node:crypto';
import { renderTarget } from '../../src/render/render.ts';
import { allTopologies } from './topologies.ts';

/** Digest of the Kubernetes files of all topologies. */
export async function kubernetesDigest(): Promise<string> {
  const files = await Promise.all(allTopologies().map((topology) => renderTarget(topology, 'kubernetes')));
  const text = files.flat().map(({ content }) => content);
  return createHash('sha256').update(text.join('')).digest('hex');
}

if (process.argv[2] === 'print') console.log(await kubernetesDigest());
