/** A drill over time, while it runs and afterwards: lanes as its report draws them, and the same in words. */
import type { ComponentChildren } from 'preact';
import type { LaneView, TimeLineView } from '../../views/time-line.ts';
import { InWords } from './in-words.tsx';
import { endOf, placeOf, seconds, ticksOf, widthMs } from './scale.ts';

/** In pixels. */
const laneHeight = 16;
/** The share of the width from which on a bar has its words in it; what does not fit is cut off. */
const leastForText = 0.08;

/** The lanes, their axis, and a table that says it all. */
export function TimeLine({
  title,
  line,
  isRunning,
}: {
  readonly title: string;
  readonly line: TimeLineView;
  readonly isRunning: boolean;
}): ComponentChildren {
  const width = widthMs(line, isRunning);
  return (
    <figure class="time-line">
      <figcaption>
        What is done to nodes, who leads, and when nothing was written or read
        {isRunning ? ', so far' : ''}
        {line.hidden > 0 && ` (the other ${line.hidden} partitions are in the report)`}
      </figcaption>
      <div role="img" aria-label={`Time line of ${title}; the same is in words below it`}>
        {line.lanes.map((lane, index) => (
          <Lane
            key={`${lane.of} ${lane.name}`}
            lane={lane}
            isFirst={lane.of !== line.lanes[index - 1]?.of}
            line={line}
            width={width}
          />
        ))}
        <Axis line={line} width={width} />
      </div>
      <InWords line={line} />
    </figure>
  );
}

function Lane({
  lane: { of, name, bars },
  isFirst,
  line,
  width,
}: {
  readonly lane: LaneView;
  readonly isFirst: boolean;
  readonly line: TimeLineView;
  readonly width: number;
}): ComponentChildren {
  return (
    <div class={`lane ${isFirst ? 'first' : ''}`}>
      <span>{isFirst ? of || name : name}</span>
      <svg height={laneHeight} width="100%">
        {bars.map((bar) => {
          const untilMs = endOf(bar, line);
          const length = placeOf(untilMs - bar.fromMs, width);
          return (
            <svg key={`${bar.kind} ${bar.fromMs}`} x={placeOf(bar.fromMs, width)} width={length}>
              <title>{`${bar.text}, ${seconds(bar.fromMs)} to ${seconds(untilMs)}`}</title>
              <rect class={`bar ${bar.kind} node-${((bar.colour - 1) % 8) + 1}`} width="100%" height="100%" />
              {untilMs - bar.fromMs > width * leastForText && (
                <text x="4" y="12">
                  {bar.text}
                </text>
              )}
            </svg>
          );
        })}
        <Moments line={line} width={width} />
      </svg>
    </div>
  );
}

/** Where something was broken, and where that was undone: a line through every lane. */
function Moments({
  line: { moments },
  width,
}: {
  readonly line: TimeLineView;
  readonly width: number;
}): ComponentChildren {
  return moments
    .filter(({ kind }) => kind !== 'step')
    .map(({ atMs, kind, text }) => {
      const x = placeOf(atMs, width);
      return <line key={`${text} ${atMs}`} class={kind} x1={x} x2={x} y1="0" y2="100%" />;
    });
}

function Axis({ line, width }: { readonly line: TimeLineView; readonly width: number }): ComponentChildren {
  return (
    <div class="lane first axis">
      <span>seconds, steps</span>
      <svg height={laneHeight * 2} width="100%">
        {line.moments.map(({ atMs, text, kind }) => {
          const x = placeOf(atMs, width);
          return (
            <line key={`${text} ${atMs}`} class={kind} x1={x} x2={x} y1="0" y2="10">
              <title>{`${seconds(atMs)}: ${text}`}</title>
            </line>
          );
        })}
        {ticksOf(width).map((atMs) => (
          <text key={atMs} x={placeOf(atMs, width)} y="26" text-anchor="middle">
            {atMs / 1_000}
          </text>
        ))}
      </svg>
    </div>
  );
}
