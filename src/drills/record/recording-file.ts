/** A recorded drill as a file of JSON lines, so that its verdict and its report can be made again, anywhere. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { messageOf, UsageError } from '../../errors.ts';
import { writeLines } from '../../files.ts';
import type { DrillRecording } from './recording.ts';
import { inOrderOfTime } from './event-order.ts';
import type { HistoryEvent, ReadBackRecord } from './history.ts';
import { wrongClosing, wrongEvent, wrongHeader, wrongReadBack } from './recording-schema.ts';
import { isObject } from './checks.ts';

/** Told apart from other JSON lines, and from recordings of a klab that writes them otherwise. */
const schemaVersion = 1;
const kind = 'drill-recording';

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

/**
 * Reads what {@link writeRecording} wrote, and what is left of it where it is damaged.
 * @throws UsageError naming file and line where it is anything else.
 */
export async function readRecording(file: string): Promise<DrillRecording> {
  const input = createReadStream(file, 'utf8');
  // readline ends without a word where its input fails.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  try {
    const lines = createInterface({ input, crlfDelay: Infinity });
    const read = await Promise.race([parseRecording(lines, file), failed]);
    return { ...read, history: { ...read.history, events: inOrderOfTime(read.history.events) } };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  } finally {
    input.destroy();
  }
}

/**
 * Puts lines together to a recording. What can be read of a damaged one is kept, with what it lacks in `holes`.
 * @param file Named in errors.
 * @throws UsageError naming file and line where they are no recording at all.
 */
export async function parseRecording(
  lines: AsyncIterable<string> | Iterable<string>,
  file: string,
): Promise<DrillRecording> {
  let header: Header | undefined;
  let closing: ClosingLine | undefined;
  const events: HistoryEvent[] = [];
  const readBack: ReadBackRecord[] = [];
  const holes: string[] = [];
  let number = 0;
  const wrong = (why: string): UsageError => new UsageError(`${file}, line ${number}: ${why}`);
  for await (const line of lines) {
    number += 1;
    if (closing !== undefined) throw wrong('goes on after its closing line; a recording holds one drill');
    const value = parseLine(line);
    if (header === undefined) header = asHeader(value, wrong);
    else if (value === undefined) holes.push(`line ${number} is no JSON, or cut off`);
    else if (Array.isArray(value)) {
      const why = wrongReadBack(value);
      if (why === undefined) readBack.push(asReadBack(value));
      else holes.push(`line ${number} is ${why}`);
    } else if (isObject(value) && value['type'] === 'end') {
      const why = wrongClosing(value);
      if (why === undefined) closing = value as unknown as ClosingLine;
      else holes.push(`line ${number}, the closing line, cannot be used: ${why}`);
    } else {
      const why = wrongEvent(value);
      if (why === undefined) events.push(value as HistoryEvent);
      else holes.push(`line ${number}: ${why}`);
    }
  }
  if (header === undefined) throw new UsageError(`${file} is empty: no recording of a drill`);
  holes.push(...lacking(closing, events.length, readBack.length, number, holes.length));
  const { startedAt, settings, holes: known = [], ...identity } = header;
  const { readBack: log, type: _, events: __, ...rest } = closing ?? noClosing;
  const all = [...known, ...holes];
  return {
    ...identity,
    history: { startedAt, settings, events },
    readBack: typeof log === 'number' ? readBack : log,
    ...rest,
    ...(all.length > 0 && { holes: all }),
  };
}

/** What a recording is taken for that ends before its closing line. */
const noClosing: ClosingLine = {
  type: 'end',
  events: 0,
  readBack: { problem: 'the recording ends before that' },
  expectation: { survives: false, because: 'the recording ends before that' },
};

/** Lines that a closing line counts and that are not there; those that cannot be used are named already. */
function lacking(
  closing: ClosingLine | undefined,
  events: number,
  records: number,
  lines: number,
  named: number,
): readonly string[] {
  if (closing === undefined) {
    return [`it is cut off after line ${lines}: its closing line is missing`];
  }
  const counted = typeof closing.readBack === 'number' ? closing.readBack : 0;
  const found: string[] = [];
  if (closing.events !== events && closing.events !== events + named) {
    found.push(`its closing line counts ${closing.events} events, and it holds ${events}`);
  }
  if (counted !== records && counted !== records + named) {
    found.push(`its closing line counts ${counted} records read back, and it holds ${records}`);
  }
  return found;
}

type Wrong = (why: string) => UsageError;

/** Undefined for what is no JSON. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function asHeader(value: unknown, wrong: Wrong): Header {
  const origin = 'klab drill writes one as events.jsonl into the folder of its report';
  if (!isObject(value) || value['kind'] !== kind) {
    throw wrong(`does not begin a recording of a drill; ${origin}`);
  }
  const { schemaVersion: version, kind: _, ...header } = value;
  if (version !== schemaVersion) {
    throw wrong(
      `schemaVersion ${JSON.stringify(version)} is unknown; this klab reads ${schemaVersion}: use the klab that recorded it`,
    );
  }
  const why = wrongHeader(header);
  if (why !== undefined) throw wrong(`the header cannot be used: ${why}; record the drill again`);
  return header as unknown as Header;
}

function asReadBack([partition, offset, sequence, key]: readonly unknown[]): ReadBackRecord {
  return { partition, offset, sequence, key } as ReadBackRecord;
}
