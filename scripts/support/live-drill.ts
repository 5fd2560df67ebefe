/** Shows a drill as it happens: a live view where a person looks, one line per piece of news elsewhere. */
import pc from 'picocolors';
import type { DrillDisplay } from '../../src/app/drill.ts';
import type { HistoryEvent } from '../../src/drills/record/history.ts';
import type { ResolvedTopology } from '../../src/index.ts';
import { drillProgress } from '../../src/report/text/drill-report.ts';
import { liveView } from '../../src/report/live/live-view.ts';
import { drawsInPlace, screenOn, sizeOf } from './terminal.ts';

const redrawMs = 100;

/** A display on standard error. @param title of the view, such as `kill-leader on multi-broker-local`. */
export function drillDisplay(topology: ResolvedTopology, title: string): DrillDisplay {
  const describe = drillProgress(topology);
  const lineOf = (event: HistoryEvent): string | undefined => {
    const text = describe(event);
    return text === undefined ? undefined : `${(event.atMs / 1_000).toFixed(1).padStart(6)} s  ${text}`;
  };
  return drawsInPlace(process.stderr) ? drawn(topology, title, lineOf) : printed(lineOf);
}

function printed(lineOf: (event: HistoryEvent) => string | undefined): DrillDisplay {
  return {
    onEvent(event) {
      const line = lineOf(event);
      if (line !== undefined) console.error(line);
    },
    stop() {},
  };
}

function drawn(
  topology: ResolvedTopology,
  title: string,
  lineOf: (event: HistoryEvent) => string | undefined,
): DrillDisplay {
  const view = liveView(topology, { title });
  const screen = screenOn(process.stderr);
  const draw = (): void => {
    const { columns, rows } = sizeOf(process.stderr);
    // A blank line keeps the view apart from the lines above it.
    screen.draw(`\n${view.draw({ columns, rows: rows - 1 })}`);
  };
  const timer = setInterval(draw, redrawMs);
  let stopped = false;
  return {
    onEvent(event) {
      view.onEvent(event);
      const line = lineOf(event);
      if (line === undefined || stopped) return;
      screen.print(pc.dim(line));
      draw();
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      view.stop();
      draw();
      screen.done();
    },
  };
}
