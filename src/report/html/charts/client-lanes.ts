/** A lane for each partition of each client program: when nothing that it wrote was acknowledged, and its errors below. */
import type { DrillResult } from '../../../drills/run/run-drill.ts';
import { humanDuration } from '../../text/table.ts';
import type { Bar, Lane } from './lanes.ts';
import { secondsOf, type TimeFrame } from './time-frame.ts';

/** More partitions of a client nobody reads; the tables have them together. */
const mostPartitions = 6;

/** An error is a moment: so long it is drawn, in milliseconds. */
const errorMs = 100;

/** The lanes of all clients, those of a fault's partitions first. */
export function clientLanes({ verdict, history }: DrillResult, frame: TimeFrame): readonly Lane[] {
  return (verdict.subjects ?? []).flatMap(({ name, silences }): readonly Lane[] => {
    const errors = history.events.flatMap((event) =>
      event.type === 'subject-error' && event.subject === name ? [event.atMs] : [],
    );
    const shown = silences.toSorted((a, b) => Number(b.isHit) - Number(a.isHit)).slice(0, mostPartitions);
    const lanes = shown.map(({ partition, silentFromMs, noticedMs, longestMs }): Lane => ({
      label: `${name} p${partition}`,
      height: 16,
      gap: 3,
      ground: 'var(--ground)',
      bars:
        silentFromMs === null
          ? []
          : [
              bar(
                frame,
                silentFromMs,
                noticedMs ?? frame.untilMs,
                'var(--outage)',
                `none for ${humanDuration(longestMs ?? 0)}`,
              ),
            ],
    }));
    const marks = errors.map((atMs) => bar(frame, atMs, atMs + errorMs, 'var(--fault)'));
    return [...lanes, { label: 'errors', height: 8, gap: 14, ground: 'var(--fine)', bars: marks }];
  });
}

function bar(frame: TimeFrame, fromMs: number, untilMs: number, colour: string, text?: string): Bar {
  return {
    from: secondsOf(frame, Math.max(fromMs, frame.fromMs)),
    until: secondsOf(frame, Math.min(untilMs, frame.untilMs)),
    colour,
    look: 'full',
    ...(text !== undefined && { text }),
  };
}
