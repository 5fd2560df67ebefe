/** A drawing as SVG: layers one below the other, racks beside each other, in colours for light and for dark. */
import type { Drawing, Layer, Rack } from './drawing.ts';

/** All sizes are in pixels of the drawing's own. */
const size = { letter: 8, line: 18, pad: 10, gap: 14, title: 26, link: 46, head: 56 } as const;

const style = `
svg { color-scheme: light dark; font: 13px ui-monospace, monospace; }
.ground { fill: #f4f6f8 } .box { fill: #fff; stroke: #51606f } .rack { fill: none; stroke: #8795a3; stroke-dasharray: 4 3 }
text { fill: #17212b } .soft { fill: #51606f } .strong { font-weight: 700 } .link { stroke: #0a5ea8; stroke-width: 2 } .tip { fill: #0a5ea8 }
@media (prefers-color-scheme: dark) {
.ground { fill: #10161c } .box { fill: #1a222b; stroke: #a5b3c1 } .rack { stroke: #6b7a88 }
text { fill: #e6edf3 } .soft { fill: #a5b3c1 } .link { stroke: #7cc0ff } .tip { fill: #7cc0ff }
}`;

/** A rectangle of the drawing, with what is in it. */
interface Piece {
  readonly width: number;
  readonly height: number;
  draw(x: number, y: number): string;
}

/** The whole picture; what is in it is said in its description too. */
export function svgOf({ title, summary, layers, links }: Drawing): string {
  const pieces = layers.map((layer) => ({ layer, piece: layerPiece(layer) }));
  const widest = Math.max(title.length, summary.length, ...links.map(({ words }) => words.length + 8));
  const width = Math.max(widest * size.letter, ...pieces.map(({ piece }) => piece.width)) + 2 * size.gap;
  let y: number = size.head;
  const drawn = pieces.map(({ layer, piece }) => {
    const below = links.find(({ from }) => from === layer.name);
    const body = piece.draw((width - piece.width) / 2, y);
    y += piece.height;
    const arrow = below === undefined ? '' : arrowAt(width / 2, y, below.words);
    y += below === undefined ? size.gap : size.link;
    return body + arrow;
  });
  const said = layers.map((layer) => `${layer.title}: ${idsOf(layer)}`).join('. ');
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${round(width)} ${round(y)}" width="${round(width)}" height="${round(y)}">
<title>${escapedXml(title)}</title><desc>${escapedXml(said)}</desc><style>${style}</style>
<rect class="ground" width="100%" height="100%"/>
${text(size.gap, 22, title, 'strong')}${text(size.gap, 42, summary, 'soft')}
${drawn.join('\n')}
</svg>
`;
}

function idsOf({ racks }: Layer): string {
  return racks.flatMap(({ boxes }) => boxes.map(({ id }) => id)).join(', ');
}

function layerPiece({ title, racks }: Layer): Piece {
  const inner = beside(racks.map(rackPiece));
  return {
    width: Math.max(inner.width, title.length * size.letter),
    height: inner.height + size.title,
    draw: (x, y) => text(x, y + 16, title, 'strong') + inner.draw(x, y + size.title),
  };
}

function rackPiece({ name, boxes }: Rack): Piece {
  const inner = beside(boxes.map(({ id, lines }) => boxPiece(id, lines)));
  if (name === '') return inner;
  const label = `rack ${name}`;
  const width = Math.max(inner.width, label.length * size.letter) + 2 * size.pad;
  const height = inner.height + size.title + size.pad;
  return {
    width,
    height,
    draw: (x, y) =>
      `<rect class="rack" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8"/>` +
      text(x + size.pad, y + 18, label, 'soft') +
      inner.draw(x + size.pad, y + size.title),
  };
}

function boxPiece(id: string, lines: readonly string[]): Piece {
  const width = Math.max(id.length, ...lines.map(({ length }) => length)) * size.letter + 2 * size.pad;
  const height = (lines.length + 1) * size.line + size.pad;
  return {
    width,
    height,
    draw: (x, y) =>
      `<rect class="box" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>` +
      text(x + size.pad, y + size.line, id, 'strong') +
      lines.map((line, index) => text(x + size.pad, y + (index + 2) * size.line, line, 'soft')).join(''),
  };
}

/** Pieces beside each other. */
function beside(pieces: readonly Piece[]): Piece {
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0) + (pieces.length - 1) * size.gap;
  return {
    width,
    height: Math.max(...pieces.map(({ height }) => height)),
    draw(x, y) {
      let at = x;
      return pieces
        .map((piece) => {
          const drawn = piece.draw(at, y);
          at += piece.width + size.gap;
          return drawn;
        })
        .join('\n');
    },
  };
}

function arrowAt(x: number, y: number, words: string): string {
  const [top, bottom] = [y + 6, y + size.link - 8];
  return (
    `<line class="link" x1="${round(x)}" y1="${round(top)}" x2="${round(x)}" y2="${round(bottom - 6)}"/>` +
    `<path class="tip" d="M${round(x - 5)} ${round(bottom - 8)}h10l-5 8z"/>` +
    text(x + 10, (top + bottom) / 2 + 4, words, 'soft')
  );
}

function text(x: number, y: number, words: string, name: string): string {
  return `<text class="${name}" x="${round(x)}" y="${round(y)}">${escapedXml(words)}</text>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escapedXml(words: string): string {
  return words.replaceAll(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
