/** A drill in one line per partition: how many records were acknowledged in each slice of time, and where the faults lie. */
import { mark } from '../marks.ts';
import type { History } from '../../drills/record/history.ts';
import { incidentsOf } from '../../drills/record/incidents.ts';

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const shortestSliceMs = 250;
/** Leaves room for the partition's name on a terminal of 80 columns. */
const widestLine = 64;

/** One line per partition and one with the faults. */
export function timeline({ events, settings }: History): readonly string[] {
  const acks = events.filter((event) => event.type === 'ack');
  const attempts = events.filter((event) => event.type === 'attempt');
  const fromMs = attempts[0]?.atMs ?? 0;
  const untilMs = Math.max(acks.at(-1)?.atMs ?? fromMs, attempts.at(-1)?.atMs ?? fromMs);
  const sliceMs = Math.max(shortestSliceMs, Math.ceil((untilMs - fromMs) / widestLine / 50) * 50);
  const slices = Math.max(1, Math.ceil((untilMs - fromMs) / sliceMs));
  const slice = (atMs: number): number =>
    Math.min(slices - 1, Math.max(0, Math.floor((atMs - fromMs) / sliceMs)));
  const fullSlice = sliceMs / settings.intervalMs;
  const label = (text: string): string => text.padStart(11);
  const lines = Array.from({ length: settings.partitions }, (_, partition) => {
    const counts = Array.from({ length: slices }, () => 0);
    for (const ack of acks) {
      if (ack.partition === partition) counts[slice(ack.atMs)] = (counts[slice(ack.atMs)] ?? 0) + 1;
    }
    return `${label(`partition ${partition}`)} ${counts.map((count) => coloured(count / fullSlice)).join('')}`;
  });
  const marks = Array.from({ length: slices }, () => ' ');
  for (const event of events) {
    if (event.type === 'fault' && event.edge === 'start') marks[slice(event.atMs)] = mark.bad('✗');
    if (event.type === 'heal' && event.edge === 'start') marks[slice(event.atMs)] = mark.good('↑');
  }
  for (const { fromMs: sinceMs } of incidentsOf(events)) marks[slice(sinceMs)] = mark.doubtful('!');
  return [...lines, `${label('')} ${marks.join('').trimEnd()}`, `${label('')} one column is ${sliceMs} ms`];
}

/** What the signs of {@link timeline} mean. */
export function timelineLegend(): string {
  return `${' '.repeat(12)}${mark.bad('·')} nothing acknowledged  █ full rate  ${mark.bad('✗')} fault  ${mark.good('↑')} restart  ${mark.doubtful('!')} not the drill's`;
}

function coloured(share: number): string {
  return (share > 0 ? mark.good : mark.bad)(block(share));
}

/** A share of the full rate as one sign: a dot for nothing, else a block the higher the more. */
export function block(share: number): string {
  if (share <= 0) return '·';
  const level = Math.min(blocks.length - 1, Math.max(0, Math.ceil(share * blocks.length) - 1));
  return blocks[level] ?? '█';
}
