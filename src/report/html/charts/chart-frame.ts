/** What all charts of a report share: margins, so that their time axes lie under each other, and the marks of faults. */
import type { LineSeriesOption } from 'echarts';
import { faultWords, type FaultKind } from '../../../drills/faults/index.ts';
import type { ChartOption } from './draw.ts';
import type { Fault } from '../measures.ts';
import { secondsOf, type AxisRange, type TimeFrame } from './time-frame.ts';

/** Room for a chart: every chart is drawn for a page and for a phone, since shrunk text cannot be read. */
export interface ChartRoom {
  readonly width: number;
  /** Left of the time axis, for labels, in pixels. */
  readonly left: number;
  readonly right: number;
  readonly fontPx: number;
}

/** The two rooms. */
export const rooms = {
  wide: { width: 1_040, left: 104, right: 16, fontPx: 12 },
  narrow: { width: 400, left: 82, right: 14, fontPx: 11 },
} as const satisfies Readonly<Record<string, ChartRoom>>;

/** Above the axis, for the names of faults, in pixels. */
const top = 24;
/** Below the axis, for the seconds, in pixels. */
const bottom = 26;
/** Widths that text takes, roughly: a letter is so many times as wide as the font is high. */
const letterShare = 0.58;

/** Width of a text, roughly, in pixels. */
export function textWidthPx(text: string, fontPx: number): number {
  return text.length * fontPx * letterShare;
}

/** Height of a whole chart whose drawing area has this height. */
export function outerHeight(innerHeight: number): number {
  return innerHeight + top + bottom;
}

/** The drawing area and the time axis of a chart. */
export function chartFrame(
  { left, right, fontPx }: ChartRoom,
  range: AxisRange,
): Pick<ChartOption, 'grid' | 'xAxis' | 'textStyle'> {
  return {
    grid: { left, right, top, bottom, containLabel: false, show: false },
    textStyle: { fontFamily: 'inherit', fontSize: fontPx },
    xAxis: {
      type: 'value',
      min: range.from,
      max: range.until,
      axisLine: { show: true, onZero: false, lineStyle: { color: 'var(--axis)' } },
      axisTick: { lineStyle: { color: 'var(--axis)' } },
      splitLine: { show: false },
      axisLabel: {
        color: 'var(--muted)',
        fontSize: fontPx,
        showMinLabel: false,
        showMaxLabel: false,
        hideOverlap: true,
        formatter: (seconds: number) => (seconds === 0 ? '0' : `${seconds} s`.replace('-', '−')),
      },
    },
  };
}

/** Looks of an axis of values, with a fine line at each of them. */
export function valueAxis({ fontPx }: ChartRoom) {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: 'var(--grid)' } },
    axisLabel: { color: 'var(--muted)', fontSize: fontPx },
  };
}

/** An axis that counts from nothing. */
export function countAxis(room: ChartRoom, max: number, interval: number) {
  return { ...valueAxis(room), type: 'value' as const, min: 0, max, interval };
}

/** A line of values that hold until the next one. */
export const stepLine = {
  type: 'line',
  step: 'end',
  symbol: 'none',
  silent: true,
  emphasis: { disabled: true },
} as const;

/** A line through a chart, with its words where there is room. */
interface Mark {
  readonly seconds: number;
  readonly colour: string;
  readonly text: string;
}

/** A series with nothing of its own: it carries the lines of faults, and what else is drawn above all others. */
export function faultOverlay(
  faults: readonly Fault[],
  frame: TimeFrame,
  range: AxisRange,
  room: ChartRoom,
): LineSeriesOption {
  return { type: 'line', data: [], silent: true, markLine: faultMarks(faults, frame, range, room) };
}

/** Lines where faults began and where they were undone; those too close to be told apart share their words. */
function faultMarks(faults: readonly Fault[], frame: TimeFrame, range: AxisRange, room: ChartRoom) {
  const marks = [...groups(faults, frame, 'startMs'), ...groups(faults, frame, 'healMs')].toSorted(
    (a, b) => a.seconds - b.seconds,
  );
  const pxPerSecond = (room.width - room.left - room.right) / (range.until - range.from);
  let usedUntilPx = 0;
  return {
    symbol: 'none',
    silent: true,
    animation: false,
    data: marks.map(({ seconds, colour, text }) => {
      const atPx = room.left + (seconds - range.from) * pxPerSecond;
      const widthPx = textWidthPx(text, room.fontPx);
      // Centred on its line, but never beyond the drawing.
      const fromPx = Math.min(Math.max(0, atPx - widthPx / 2), room.width - widthPx);
      const fits = fromPx >= usedUntilPx;
      if (fits) usedUntilPx = fromPx + widthPx + 8;
      return {
        xAxis: seconds,
        lineStyle: { color: colour, type: 'dashed' as const, width: 1.5 },
        label: {
          show: fits,
          formatter: text,
          color: colour,
          fontSize: room.fontPx,
          fontWeight: 600,
          position: 'end' as const,
          offset: [fromPx + widthPx / 2 - atPx, 0] as [number, number],
        },
      };
    }),
  };
}

/** Faults that begin, or end, in the same half second are one to the eye. */
function groups(faults: readonly Fault[], frame: TimeFrame, edge: 'startMs' | 'healMs'): readonly Mark[] {
  const found: { atMs: number; nodeIds: string[]; fault: FaultKind }[] = [];
  for (const fault of faults) {
    const atMs = fault[edge];
    if (atMs === null) continue;
    const near = found.find((group) => group.fault === fault.fault && Math.abs(group.atMs - atMs) < 500);
    if (near === undefined) found.push({ atMs, nodeIds: [fault.nodeId], fault: fault.fault });
    else near.nodeIds.push(fault.nodeId);
  }
  return found.map(({ atMs, nodeIds, fault }) => {
    const who = nodeIds.length === 1 ? nodeIds[0] : `${nodeIds.length} nodes`;
    return edge === 'startMs'
      ? { seconds: secondsOf(frame, atMs), colour: 'var(--fault)', text: `${faultWords(fault).does} ${who}` }
      : {
          seconds: secondsOf(frame, atMs),
          colour: 'var(--heal)',
          text: `${faultWords(fault).undoes} ${who}`,
        };
  });
}
