/** A drawing in words, for a terminal and for whoever reads with their ears. */
import { mark } from '../marks.ts';
import type { Drawing } from './drawing.ts';

/** Layers one below the other, each node in a line. */
export function textOf({ title, summary, layers, links }: Drawing): string {
  const width = Math.max(
    0,
    ...layers.flatMap(({ racks }) => racks.flatMap(({ boxes }) => boxes.map(({ id }) => id.length))),
  );
  return [
    mark.strong(title),
    summary,
    ...layers.flatMap(({ name, title: layer, racks }) => [
      '',
      mark.notable(layer),
      ...racks.flatMap((rack) => [
        ...(rack.name === '' ? [] : [`  rack ${rack.name}`]),
        ...rack.boxes.map(({ id, lines }) => `    ${id.padEnd(width)}  ${mark.dim(lines.join(', '))}`),
      ]),
      ...links.filter(({ from }) => from === name).map(({ to, words }) => `    │ ${words} (${to})`),
    ]),
  ].join('\n');
}
