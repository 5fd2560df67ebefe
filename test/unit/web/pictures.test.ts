/** Drawings by name: of every topology that can be made, and no other. */
import { expect, it } from 'vitest';
import { TopologyRegistry, Topology } from '../../../src/index.ts';
import { Pictures } from '../../../src/web/pictures.ts';
import { registry } from '../../../topologies/index.ts';

it('has a drawing of every ready-made topology, and of nothing else', () => {
  const pictures = new Pictures(registry);
  for (const { name, isDrawn } of pictures.views) {
    expect(isDrawn).toBe(true);
    expect(pictures.of(name)).toMatch(/^<svg /);
  }
  for (const name of ['', 'nowhere', '../multi-broker', 'constructor']) {
    expect(pictures.of(name)).toBeUndefined();
  }
});

it('says why one of a person is not drawn, and draws the others', () => {
  const broken = new TopologyRegistry({
    empty: () => new Topology('empty', { summary: 'nothing' }),
    good: () => registry.create('single-broker'),
  });
  const pictures = new Pictures(broken);
  expect(pictures.views[0]).toMatchObject({ name: 'empty', isDrawn: false });
  expect(pictures.views[0]?.summary).toContain('empty');
});
