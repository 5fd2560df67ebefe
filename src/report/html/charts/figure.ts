/** A chart in the page: its heading, what it shows in words for those who do not see it, and a drawing per screen width. */
import { outerHeight, rooms, type ChartRoom } from './chart-frame.ts';
import type { ChartOption, Draw } from './draw.ts';
import { html, trusted, type Html } from '../html.ts';

/** An entry of a chart's legend. */
export interface LegendKey {
  readonly text: string;
  /** As CSS. */
  readonly colour: string;
  readonly look: 'full' | 'line' | 'dashed' | 'hatched';
}

/** What a figure shows. */
export interface FigureProps {
  readonly title: string;
  readonly explanation: string;
  /** What a person would see in it, for screen readers. */
  readonly description: string;
  readonly legend?: readonly LegendKey[];
  /** Height of the drawing area, in pixels. */
  readonly height: number;
  readonly chart: (room: ChartRoom) => ChartOption;
}

/** Draws a figure. */
export function figure(
  draw: Draw,
  { title, explanation, description, legend, height, chart }: FigureProps,
): Html {
  const drawing = (name: keyof typeof rooms): Html => {
    const room = rooms[name];
    const svg = draw(chart(room), { width: room.width, height: outerHeight(height) });
    return html`<div class="${name}" role="img" aria-label="${description}">${trusted(svg)}</div>`;
  };
  return html`<figure class="card">
    <figcaption>
      <h3>${title}</h3>
      <p>${explanation}</p>
    </figcaption>
    ${legend !== undefined && legendList(legend)} ${drawing('wide')} ${drawing('narrow')}
  </figure>`;
}

/** What colours mean. */
export function legendList(keys: readonly LegendKey[]): Html {
  return html`<ul class="legend">
    ${keys.map((key) => html`<li>${swatch(key)}${key.text}</li>`)}
  </ul>`;
}

function swatch({ colour, look }: LegendKey): Html {
  if (look === 'hatched') return html`<span class="key hatched"></span>`;
  const property = look === 'dashed' ? 'border-color' : 'background';
  return html`<span class="key ${look}" style="${property}:${colour}"></span>`;
}
