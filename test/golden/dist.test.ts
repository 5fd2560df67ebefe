/** The committed files of dist/ are the golden files: a change to what is rendered shows in review. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { differences, renderTopology } from '../../src/render/render.ts';
import { allTopologies } from '../support/topologies.ts';

describe.each(allTopologies())('dist/$name', (topology) => {
  it('is what the topology renders to', async () => {
    expect(
      await differences(join(packageRoot(), 'dist', topology.name), await renderTopology(topology)),
    ).toEqual([]);
  });
});
