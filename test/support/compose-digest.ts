/** Prints a digest of every compose file: run by the golden tests in processes with another time zone and locale. */
import { createHash } from 'node:crypto';
import { renderCompose } from '../../src/render/compose/render.ts';
import { allTopologies } from './topologies.ts';

const files = allTopologies().flatMap((topology) => renderCompose(topology));
console.log(
  createHash('sha256')
    .update(files.map(({ content }) => content).join(''))
    .digest('hex'),
);
