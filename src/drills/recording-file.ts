/** A recorded drill as a file of JSON lines, so that its verdict and its report can be made again, anywhere. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { messageOf, UsageError } from '../errors.ts';
import { writeLines } from '../files.ts';
import type { DrillRecording } from './evidence.ts';
import type { HistoryEvent, ReadBackRecord } from './history.ts';

/** Told apart from other JSON lines, and from recordings of a klab that writes them otherwise. */
const schemaVersion = 1;
const kind = 'drill-recording';

/** Keeps the list whole: an event type that is missing here does not compile. */
const eventTypes: Readonly<Record<HistoryEvent['type'], true>> = {
  attempt: true,
  ack: true,
  error: true,
  read: true,
  'read-error': true,
  delivered: true,
  rebalance: true,
  transaction: true,
  'transaction-read': true,
  fencing: true,
  view: true,
  reach: true,
  controller: true,
  fault: true,
  heal: true,
  step: true,
};

/** First line: everything that is known before the first event, and whatever else a recording carries. */
type Header = Omit<DrillRecording, 'history' | keyof Closing | 'readBack'> &
  Omit<DrillRecording['history'], 'events'>;

/** Last line: its counts tell a whole file from one that lost lines. */
type Closing = Pick<DrillRecording, 'expectation' | 'notReached' | 'left' | 'interrupted'>;

interface ClosingLine extends Closing {
  readonly type: 'end';
  readonly events: number;
  readonly readBack: number | { readonly problem: string };
}

/**
 * A recording line by line, without line ends: a header, one line per event, one per record that was read back
 * (`[partition, offset, sequence, key]`), and a closing line.
 */
export function* recordingLines(recording: DrillRecording): Generator<string> {
  // A result is a recording too. Its verdict is no evidence, and is made anew of what is.
  const whole: DrillRecording & { readonly verdict?: unknown } = recording;
  const { history, readBack, expectation, notReached, left, interrupted, verdict: _, ...known } = whole;
  const { events, ...start } = history;
  yield JSON.stringify({ schemaVersion, kind, ...known, ...start });
  for (const event of events) yield JSON.stringify(event);
  if (!('problem' in readBack)) {
    for (const { partition, offset, sequence, key } of readBack) {
      yield JSON.stringify([partition, offset, sequence, key]);
    }
  }
  const closing: ClosingLine = {
    type: 'end',
    events: events.length,
    readBack: 'problem' in readBack ? readBack : readBack.length,
    expectation,
    ...(notReached !== undefined && { notReached }),
    ...(left !== undefined && { left }),
    ...(interrupted !== undefined && { interrupted }),
  };
  yield JSON.stringify(closing);
}

/** Writes a recording; a file of that name is replaced. @throws LabError `storage` when it cannot be written. */
export async function writeRecording(file: string, recording: DrillRecording): Promise<void> {
  const lines = function* (): Generator<string> {
    for (const line of recordingLines(recording)) yield `${line}\n`;
  };
  await writeLines(file, lines());
}

/** Reads what {@link writeRecording} wrote. @throws UsageError naming file and line where it is anything else. */
export async function readRecording(file: string): Promise<DrillRecording> {
  const input = createReadStream(file, 'utf8');
  // readline ends without a word where its input fails.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  try {
    const lines = createInterface({ input, crlfDelay: Infinity });
    return await Promise.race([parseRecording(lines, file), failed]);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  } finally {
    input.destroy();
  }
}

/**
 * Puts lines together to a recording.
 * @param file Named in errors.
 * @throws UsageError naming file and line where they are no recording, or not a whole one.
 */
export async function parseRecording(
  lines: AsyncIterable<string> | Iterable<string>,
  file: string,
): Promise<DrillRecording> {
  let header: Header | undefined;
  let closing: ClosingLine | undefined;
  const events: HistoryEvent[] = [];
  const readBack: ReadBackRecord[] = [];
  let number = 0;
  const wrong = (why: string): UsageError => new UsageError(`${file}, line ${number}: ${why}`);
  for await (const line of lines) {
    number += 1;
    if (closing !== undefined) throw wrong('goes on after its closing line; a recording holds one drill');
    const value = parseLine(line, wrong);
    if (header === undefined) header = asHeader(value, wrong);
    else if (Array.isArray(value)) readBack.push(asReadBack(value, wrong));
    else if (isClosing(value)) closing = value;
    else events.push(asEvent(value, wrong));
  }
  if (header === undefined) throw new UsageError(`${file} is empty: no recording of a drill`);
  if (closing === undefined) throw wrong('the recording is cut off here: its closing line is missing');
  const { readBack: known, type: _, events: counted, ...rest } = closing;
  const complete = counted === events.length && (typeof known !== 'number' || known === readBack.length);
  if (!complete) throw wrong('the recording has lost lines: its closing line counts others');
  const { startedAt, settings, ...identity } = header;
  return {
    ...identity,
    history: { startedAt, settings, events },
    readBack: typeof known === 'number' ? readBack : known,
    ...rest,
  };
}

type Wrong = (why: string) => UsageError;

function parseLine(line: string, wrong: Wrong): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw wrong('is no JSON, or cut off; a recording is what klab drill --events writes');
  }
}

function asHeader(value: unknown, wrong: Wrong): Header {
  if (!isObject(value) || value['kind'] !== kind) {
    throw wrong('does not begin a recording of a drill; use what klab drill --events writes');
  }
  const { schemaVersion: version, kind: _, ...header } = value;
  if (version !== schemaVersion) {
    throw wrong(
      `schemaVersion ${JSON.stringify(version)} is unknown; this klab reads ${schemaVersion}: use the klab that recorded it`,
    );
  }
  const { topology, settings } = header;
  const whole = isObject(topology) && Array.isArray(topology['nodes']) && isObject(settings);
  if (!whole) throw wrong('lacks its topology or its settings; record the drill again');
  return header as unknown as Header;
}

function asReadBack(value: readonly unknown[], wrong: Wrong): ReadBackRecord {
  const [partition, offset, sequence, key] = value;
  const whole = [partition, offset, sequence].every((part) => typeof part === 'number');
  if (!whole || typeof key !== 'string') throw wrong('is no record: [partition, offset, sequence, key]');
  return { partition, offset, sequence, key } as ReadBackRecord;
}

function isClosing(value: unknown): value is ClosingLine {
  return isObject(value) && value['type'] === 'end' && isObject(value['expectation']);
}

function asEvent(value: unknown, wrong: Wrong): HistoryEvent {
  const type = isObject(value) ? String(value['type']) : typeof value;
  if (!isObject(value) || !Object.hasOwn(eventTypes, type)) throw wrong(`"${type}" is no event of a drill`);
  if (typeof value['atMs'] !== 'number') throw wrong(`the event "${type}" has no time (atMs)`);
  return value as unknown as HistoryEvent;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
