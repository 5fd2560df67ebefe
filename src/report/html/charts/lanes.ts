/** Charts of lanes: one line per thing that had a state, with coloured bars for how long each state held. */
import type { LineSeriesOption } from 'echarts';
import { chartFrame, textWidthPx, type ChartRoom } from './chart-frame.ts';
import type { ChartOption } from './draw.ts';
import type { AxisRange } from './time-frame.ts';

/** How a bar is drawn: full, hatched for a node that something was done to, or a line around it. */
export type BarLook = 'full' | 'hatched';

/** A state from one second to another. */
export interface Bar {
  readonly from: number;
  readonly until: number;
  /** As CSS. */
  readonly colour: string;
  readonly look: BarLook;
  /** Written inside where it fits. */
  readonly text?: string;
}

/** One line of a chart. */
export interface Lane {
  /** Left of the line. */
  readonly label: string;
  readonly strong?: boolean;
  /** In pixels. */
  readonly height: number;
  /** Room below it, in pixels. */
  readonly gap: number;
  /** Drawn under the bars, so that a line without any can be seen; none when undefined. */
  readonly ground?: string;
  readonly bars: readonly Bar[];
}

/** Height of the drawing area, in pixels. */
export function lanesHeight(lanes: readonly Lane[]): number {
  return lanes.reduce((height, lane) => height + lane.height + lane.gap, 0);
}

/** A drawing instruction: in pixels, but for its times. */
type Shape =
  | {
      readonly kind: 'rect';
      readonly from: number;
      readonly until: number;
      readonly y: number;
      readonly height: number;
      readonly colour: string;
      readonly hatched: boolean;
      readonly text?: string;
    }
  | { readonly kind: 'label'; readonly y: number; readonly text: string; readonly strong: boolean };

/** Draws lanes from top to bottom. @param overlay drawn above them. */
export function lanesChart(
  lanes: readonly Lane[],
  range: AxisRange,
  room: ChartRoom,
  overlay: LineSeriesOption,
): ChartOption {
  const height = lanesHeight(lanes);
  const shapes = shapesOf(lanes, range);
  return {
    ...chartFrame(room, range),
    yAxis: { type: 'value', min: 0, max: height, show: false },
    series: [
      {
        type: 'custom',
        silent: true,
        clip: false,
        // One pixel is one unit of the y axis, which points up; every other number is taken from the shape.
        data: shapes.map(({ y }) => [range.from, height - y]),
        renderItem: (params, api) => {
          const shape = shapes[params.dataIndex];
          if (shape === undefined) return null;
          const [left = 0, y = 0] = api.coord([range.from, height - shape.y]);
          if (shape.kind === 'label') return label(shape, left, y, room);
          const [fromPx = 0] = api.coord([shape.from, 0]);
          const [untilPx = 0] = api.coord([shape.until, 0]);
          return bar(
            shape,
            { x: fromPx, y, width: Math.max(1, untilPx - fromPx), height: shape.height },
            room,
          );
        },
      },
      overlay,
    ],
  };
}

function shapesOf(lanes: readonly Lane[], { from, until }: AxisRange): readonly Shape[] {
  const shapes: Shape[] = [];
  let y = 0;
  for (const { label, strong = false, height, gap, ground, bars } of lanes) {
    if (ground !== undefined) {
      shapes.push({ kind: 'rect', from, until, y, height, colour: ground, hatched: false });
    }
    for (const { look, ...shape } of bars) {
      shapes.push({ kind: 'rect', y, height, hatched: look === 'hatched', ...shape });
    }
    if (label !== '') shapes.push({ kind: 'label', y: y + height / 2, text: label, strong });
    y += height + gap;
  }
  return shapes;
}

function label(
  { text, strong }: Extract<Shape, { kind: 'label' }>,
  left: number,
  y: number,
  room: ChartRoom,
) {
  return {
    type: 'text' as const,
    style: {
      x: left - 8,
      y,
      text: shortened(text, room),
      align: 'right' as const,
      verticalAlign: 'middle' as const,
      fill: strong ? 'var(--text)' : 'var(--muted)',
      fontSize: strong ? room.fontPx : room.fontPx - 1,
      fontWeight: strong ? (600 as const) : (400 as const),
    },
  };
}

/** A name that the margin has no room for loses its middle: its end tells nodes apart. */
function shortened(text: string, { left, fontPx }: ChartRoom): string {
  const most = Math.floor((left - 10) / textWidthPx('m', fontPx));
  if (text.length <= most) return text;
  const kept = most - 1;
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(-Math.floor(kept / 2))}`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bar({ colour, hatched, text }: Extract<Shape, { kind: 'rect' }>, box: Box, room: ChartRoom) {
  const fontPx = Math.min(room.fontPx, box.height - 3);
  const fits = text !== undefined && fontPx >= 9 && textWidthPx(text, fontPx) + 10 <= box.width;
  return {
    type: 'group' as const,
    children: [
      {
        type: 'rect' as const,
        shape: { ...box, r: Math.min(2, box.width / 2) },
        style: hatched
          ? { fill: 'var(--fault-veil)', stroke: colour, lineWidth: 1.5, lineDash: [4, 3] }
          : { fill: colour },
      },
      ...(fits
        ? [
            {
              type: 'text' as const,
              style: {
                x: box.x + 6,
                y: box.y + box.height / 2,
                text,
                verticalAlign: 'middle' as const,
                fill: hatched ? colour : 'var(--on-node)',
                fontSize: fontPx,
                fontWeight: 600 as const,
              },
            },
          ]
        : []),
    ],
  };
}
