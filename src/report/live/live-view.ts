/** The live view of a drill: is fed with its events and says at any moment what a terminal is to show. */
import { performance } from 'node:perf_hooks';
import type { HistoryEvent } from '../../drills/record/history.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { DrillModel } from './drill-model.ts';
import type { ScreenSize } from './picture.ts';
import { drawScreen } from './screen.ts';

/** What the view cannot know from events. */
export interface LiveViewSettings {
  /** First line, such as `kill-leader on multi-broker-local`. */
  readonly title: string;
  /** A clock in milliseconds that never steps back. @default performance.now */
  readonly clock?: () => number;
}

/** A view that lives as long as its drill. */
export interface LiveView {
  /** Takes note of an event at the moment it happens: that is how the view learns the drill's clock. */
  onEvent(event: HistoryEvent): void;
  /** The view now, as lines of text. @param size of the terminal. @default 80 x 24 */
  draw(size?: ScreenSize): string;
  /** Stops the clock: what is drawn from now on is the last moment. */
  stop(): void;
}

const usualSize: ScreenSize = { columns: 80, rows: 24 };

/** A live view of a drill on this topology. */
export function liveView(
  topology: ResolvedTopology,
  { title, clock = () => performance.now() }: LiveViewSettings,
): LiveView {
  const model = new DrillModel(topology);
  let originMs = clock();
  let stoppedMs: number | undefined;
  return {
    onEvent(event) {
      originMs = clock() - event.atMs;
      model.onEvent(event);
    },
    draw: (size = usualSize) => drawScreen(model.picture(title, (stoppedMs ?? clock()) - originMs), size),
    stop() {
      stoppedMs ??= clock();
    },
  };
}
