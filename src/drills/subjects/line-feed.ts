/** Takes a program's output apart into lines, in bounded memory: one that floods is read as slowly as a drill can bear it. */
import type { Readable } from 'node:stream';

/** Beyond it a line is dropped, in characters. */
const longestLine = 65_536;

/** Beyond it the program waits for the rest of the second. */
const mostPerSecond = { lines: 2_000, characters: 1_000_000 } as const;

/** Who is told. */
export interface LineReader {
  onLine(line: string): void;
  /** A line was longer than any event, and is dropped. */
  onTooLong(): void;
  /** More came within a second than is read. */
  onFlood(): void;
}

/**
 * Reads a stream to its end.
 * A program whose output is not read is stopped by the operating system once the pipe is full.
 */
export function feedLines(stream: Readable, reader: LineReader): void {
  let rest = '';
  let isDropping = false;
  let [lines, characters] = [0, 0];
  let startedMs = performance.now();
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = chunk.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      if (!isDropping) take(rest + part);
      isDropping = false;
      rest = '';
    }
    rest = isDropping ? '' : rest + last;
    if (rest.length > longestLine) drop();
    slowDown(parts.length, chunk.length);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
  // Whatever happens to the pipe, the program's end is told by the program.
  stream.on('error', () => undefined);

  function take(line: string): void {
    if (line.length > longestLine) reader.onTooLong();
    else if (line.trim() !== '') reader.onLine(line);
  }

  function drop(): void {
    reader.onTooLong();
    rest = '';
    isDropping = true;
  }

  function slowDown(moreLines: number, moreCharacters: number): void {
    const nowMs = performance.now();
    if (nowMs - startedMs >= 1_000) [startedMs, lines, characters] = [nowMs, 0, 0];
    lines += moreLines;
    characters += moreCharacters;
    if (lines <= mostPerSecond.lines && characters <= mostPerSecond.characters) return;
    reader.onFlood();
    stream.pause();
    // Of a stream that has been destroyed nothing comes any more.
    setTimeout(() => stream.resume(), Math.max(0, startedMs + 1_000 - nowMs)).unref();
  }
}
