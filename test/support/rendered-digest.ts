/** Digest of every rendered file of every topology: the golden tests also make it in processes with another time zone and language. */
import { createHash } from 'node:crypto';
import { renderTopology } from '../../src/render/render.ts';
import { allTopologies } from './topologies.ts';

/** Digest over names and contents of the files of all topologies on all their targets. */
export async function renderedDigest(): Promise<string> {
  const digest = createHash('sha256');
  for (const topology of allTopologies()) {
    const files = await renderTopology(topology);
    digest.update(JSON.stringify([topology.name, files]));
  }
  return digest.digest('hex');
}

if (process.argv[2] === 'print') console.log(await renderedDigest());
