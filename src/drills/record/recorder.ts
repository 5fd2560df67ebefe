/** Keeps a drill's events in memory on one clock, so that times of traffic, views and faults can be compared. */
import { performance } from 'node:perf_hooks';
import type { History, HistoryEvent } from './history.ts';
import type { DrillSettings } from '../plan/settings.ts';

/** An event before the recorder has put its time to it. */
export type NewEvent = HistoryEvent extends infer Event
  ? Event extends HistoryEvent
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** Writes events down and passes them on. */
export class Recorder {
  readonly startedAt: string;
  private readonly originMs: number;
  private readonly events: HistoryEvent[] = [];
  private readonly listeners: ((event: HistoryEvent) => void)[] = [];

  constructor() {
    this.originMs = performance.now();
    this.startedAt = new Date(performance.timeOrigin + this.originMs).toISOString();
  }

  /** Time since the recording began, in milliseconds; never steps back as a wall clock may. */
  nowMs(): number {
    return performance.now() - this.originMs;
  }

  /** Writes an event down as happening now. */
  record(event: NewEvent): void {
    const timed: HistoryEvent = { ...event, atMs: this.nowMs() };
    this.events.push(timed);
    for (const listener of this.listeners) listener(timed);
  }

  /** Calls the listener with every event from now on. */
  onEvent(listener: (event: HistoryEvent) => void): void {
    this.listeners.push(listener);
  }

  /** Every event written down so far. */
  eventsSoFar(): readonly HistoryEvent[] {
    return this.events;
  }

  /** Everything written down so far. */
  history(settings: DrillSettings): History {
    return { startedAt: this.startedAt, settings, events: [...this.events] };
  }
}
