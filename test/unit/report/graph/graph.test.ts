/** Drawings of topologies: every node once, racks and layers apart, in three forms that say the same. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawingOf, type Drawing } from '../../../../src/report/graph/drawing.ts';
import { mermaidOf } from '../../../../src/report/graph/mermaid.ts';
import { svgOf } from '../../../../src/report/graph/svg.ts';
import { textOf } from '../../../../src/report/graph/text.ts';
import { registry } from '../../../../topologies/index.ts';

const drawings = registry.names.map((name) => {
  const topology = registry.create(name).resolve();
  return { name, topology, drawing: drawingOf(topology) };
});

const idsIn = ({ layers }: Drawing): readonly string[] =>
  layers.flatMap(({ racks }) => racks.flatMap(({ boxes }) => boxes.map(({ id }) => id)));

describe.each(drawings)('$name', ({ topology, drawing }) => {
  const ids = topology.nodes.map(({ id }) => id);

  it('has every node once', () => {
    expect(idsIn(drawing).toSorted()).toEqual(ids.toSorted());
  });

  it('has every node in each form', () => {
    const svg = svgOf(drawing);
    const texts = [textOf(drawing), mermaidOf(drawing), svg].map(stripVTControlCharacters);
    for (const id of ids) for (const text of texts) expect(text).toContain(id);
  });

  it('keeps all that is drawn within the picture, and boxes apart', () => {
    const svg = svgOf(drawing);
    const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
    const boxes = [
      ...svg.matchAll(/class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    expect(boxes).toHaveLength(ids.length);
    for (const [x, y, w, h] of boxes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + w).toBeLessThanOrEqual(width);
      expect(y + h).toBeLessThanOrEqual(height);
      const over = boxes.filter(([a, b, c, d]) => a < x + w && x < a + c && b < y + h && y < b + d);
      expect(over).toHaveLength(1);
    }
  });
});

it('puts brokers above whom they ask, and racks apart', () => {
  const shape = (name: string) => {
    const { layers, links } = drawings.find((one) => one.name === name)!.drawing;
    return { layers: layers.map((layer) => layer.name), links: links.map(({ from, to }) => [from, to]) };
  };
  expect(shape('multi-broker')).toEqual({ layers: ['brokers'], links: [] });
  expect(shape('multi-zookeeper')).toEqual({
    layers: ['brokers', 'zookeeper'],
    links: [['brokers', 'zookeeper']],
  });
});

it('lets no name become code of the form that it stands in', () => {
  const drawing: Drawing = {
    title: 'a "b" <script>',
    summary: `it's & more`,
    layers: [
      { name: 'brokers', title: '"x"', racks: [{ name: '<r>', boxes: [{ id: '"</text>', lines: [] }] }] },
    ],
    links: [],
  };
  const svg = svgOf(drawing);
  expect(svg).not.toContain('<script>');
  expect(svg).not.toContain('"</text>');
  expect(svg).not.toContain('<r>');
  expect(mermaidOf(drawing)).toContain('brokers0n0["#quot;</text>"]');
});
