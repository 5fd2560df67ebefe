/** What holds for every diff: nothing differs from itself, and order says nothing. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { targets } from '../../../src/kafka/node.ts';
import { renderTarget } from '../../../src/render/render.ts';
import type { RenderedFile } from '../../../src/render/rendered-file.ts';
import { diffOf, inShort, modelOf, renderedModel } from '../../support/diff-models.ts';
import { allTopologies, resolved } from '../../support/topologies.ts';

const everywhere = allTopologies().flatMap((topology) =>
  topology.targets.map((target) => ({ name: topology.name, topology, target })),
);

describe.each(everywhere)('$name on $target', ({ topology, target }) => {
  it('does not differ from itself', async () => {
    const [once, again] = await Promise.all([
      renderedModel(topology, target),
      renderedModel(topology, target),
    ]);
    expect(once.groups.map(({ id }) => id)).toEqual(
      expect.arrayContaining(topology.nodes.map(({ id }) => id)),
    );
    expect(diffOf(once, again)).toMatchObject({ changes: [], risk: 'none', restart: { mode: 'none' } });
  });
});

/** Lists whose order means something: a program and its arguments. */
const ordered = ['command', 'test'];

/** The same value in another order, drawn by `draw`, a number in [0, 1) each time. */
function shuffled(value: unknown, draw: () => number, name = ''): unknown {
  const mix = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, at: draw() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  if (Array.isArray(value)) {
    const inner = value.map((item) => shuffled(item, draw, name));
    return ordered.includes(name) ? inner : mix(inner);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    mix(Object.entries(value)).map(([key, inner]) => [key, shuffled(inner, draw, key)]),
  );
}

/** Numbers in [0, 1), always the same for a seed (Park and Miller's generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function reordered({ path, content }: RenderedFile, draw: () => number): RenderedFile {
  if (!path.endsWith('.yaml')) {
    const lines = content.split('\n').map((line) => ({ line, at: draw() }));
    return {
      path,
      content: lines
        .toSorted((a, b) => a.at - b.at)
        .map(({ line }) => line)
        .join('\n'),
    };
  }
  const documents = parseAllDocuments(content, { version: '1.1' }).map((document): unknown =>
    document.toJS(),
  );
  const mixed = shuffled(documents, draw) as readonly unknown[];
  return {
    path,
    content: mixed.map((document) => `---\n${stringify(document, { version: '1.1' })}`).join(''),
  };
}

describe.each(targets)('on %s', (target) => {
  it.each(['multi-broker', 'three-racks', 'multi-zookeeper'])(
    'the order of %s says nothing',
    async (name) => {
      const files = await renderTarget(resolved(name), target);
      const model = modelOf(files, target);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
          const draw = numbersFrom(seed);
          const other = modelOf(
            files.map((file) => reordered(file, draw)),
            target,
          );
          expect(inShort(diffOf(model, other))).toEqual([]);
        }),
        { numRuns: 3 },
      );
    },
  );
});

/** Two sides that differ in every way: nodes, roles, listeners, racks, and the other way round. */
const different = [
  ['multi-broker', 'three-racks'],
  ['three-racks', 'multi-broker'],
  ['multi-zookeeper', 'multi-broker-isolated'],
] as const;

describe.each(targets)('on %s', (target) => {
  it.each(different)('what differs from %s to %s is the same in any order', async (from, to) => {
    const [old, fresh] = await Promise.all([from, to].map((name) => renderTarget(resolved(name), target)));
    const straight = diffOf(modelOf(old!, target), modelOf(fresh!, target));
    expect(straight.changes.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const draw = numbersFrom(seed);
        const mixed = [old!, fresh!].map((files) =>
          modelOf(
            files.map((file) => reordered(file, draw)),
            target,
          ),
        );
        expect(diffOf(mixed[0]!, mixed[1]!)).toEqual(straight);
      }),
      { numRuns: 2 },
    );
  });
});
