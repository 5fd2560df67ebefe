/** Finds in the lines of a node's log why the node ended: a log says most of it early, and the end of it explains little. */
import { causeIn } from '../../kafka/log-cause.ts';

/** Told by itself, wherever it stands: what no process gets over. */
const fatal =
  /No space left on device|OutOfMemoryError|Read-only file system|Too many open files|Disk quota exceeded|Input\/output error/;
/** How Kafka says that it was told to end (LoggingSignalHandler). */
const signalled = /Terminating process due to signal (SIG[A-Z]+)/;
/** log4j's time at the begin of a line. */
const timed = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3})\]/;
/** What is older than this when a log ends was got over. */
const lastMs = 15_000;

/**
 * The first cause that the lines give; undefined where they give none, as after a `kill -9`.
 * @param lines written since the node was last known to be well, in order.
 */
export function causeInLog(lines: readonly string[]): string | undefined {
  const told = lines.map((line) => fatal.exec(line)?.[0]).find((one) => one !== undefined);
  if (told !== undefined) return told;
  const signal = lines.map((line) => signalled.exec(line)?.[1]).findLast((one) => one !== undefined);
  if (signal !== undefined) return `it was told to (${signal})`;
  const ends = lines.flatMap((line) => timeOf(line) ?? []).at(-1);
  // Lines without a time belong to the record before them.
  let isLate = ends === undefined;
  const late = lines.filter((line) => {
    const atMs = timeOf(line);
    if (atMs !== undefined && ends !== undefined) isLate = atMs >= ends - lastMs;
    return isLate;
  });
  return causeIn(late)?.summary;
}

/** The lines after the last one of these that was there before; all of them where it is not among them. */
export function linesSince(lines: readonly string[], anchor: string | undefined): readonly string[] {
  return anchor === undefined ? lines : lines.slice(lines.lastIndexOf(anchor) + 1);
}

function timeOf(line: string): number | undefined {
  const [, day, time, ms] = timed.exec(line) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${time}.${ms}Z`);
}
