/** A drawing as Mermaid, which GitHub and many editors show. */
import type { Drawing, Layer } from './drawing.ts';

/** A flowchart; ids and words are quoted, so that nothing in a name is read as Mermaid. */
export function mermaidOf({ title, layers, links }: Drawing): string {
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart TB',
    ...layers.flatMap(layerLines),
    ...links.map(({ from, to, words }) => `  ${from} -->|${quoted(words)}| ${to}`),
  ].join('\n');
}

function layerLines({ name, title, racks }: Layer): readonly string[] {
  const inner = racks.flatMap((rack, index) => {
    const boxes = rack.boxes.map(
      ({ id, lines }, box) => `${name}${index}n${box}[${quoted([id, ...lines].join('<br>'))}]`,
    );
    if (rack.name === '') return boxes.map((line) => `    ${line}`);
    return [
      `    subgraph ${name}${index}[${quoted(`rack ${rack.name}`)}]`,
      ...boxes.map((line) => `      ${line}`),
      '    end',
    ];
  });
  return [`  subgraph ${name}[${quoted(title)}]`, ...inner, '  end'];
}

/** Mermaid ends a text at a quotation mark, and knows them by number. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '#quot;')}"`;
}
