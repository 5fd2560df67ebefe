/** A drill's time line for whoever does not see it: every step and every lane as a row. */
import type { ComponentChildren } from 'preact';
import type { LaneView, TimeLineView } from '../../views/time-line.ts';
import { seconds } from './scale.ts';

/** Folded, so that it is there for everybody and in nobody's way. */
export function InWords({ line }: { readonly line: TimeLineView }): ComponentChildren {
  // A step tells of what it breaks and undoes; from when to when that was is below.
  const steps = line.moments.filter(({ kind }) => kind === 'step');
  return (
    <details>
      <summary>The time line in words</summary>
      <table>
        <caption>Steps</caption>
        <tbody>
          {steps.map(({ atMs, text }, index) => (
            <tr key={index}>
              <th scope="row" class="number">
                {seconds(atMs)}
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>From when to when</caption>
        <tbody>
          {line.lanes.map((lane) => (
            <tr key={`${lane.of} ${lane.name}`}>
              <th scope="row">
                {lane.of} {lane.name}
              </th>
              <td>{wordsOf(lane)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function wordsOf({ name, bars }: LaneView): string {
  if (bars.length === 0) return name === 'writes' || name === 'reads' ? 'never interrupted' : 'none';
  return bars
    .map(({ text, fromMs, untilMs }) =>
      untilMs === undefined
        ? `${text} since ${seconds(fromMs)}`
        : `${text} ${seconds(fromMs)} to ${seconds(untilMs)}`,
    )
    .join('; ');
}
