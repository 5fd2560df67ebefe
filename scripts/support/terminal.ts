/** What a stream can show: a picture that is redrawn in place, or lines only. */
import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { ScreenSize } from '../../src/report/live/picture.ts';

/** True where a person looks: continuous integration and dumb terminals keep every line that is ever written. */
export function drawsInPlace(stream: WriteStream, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY && env['TERM'] !== 'dumb' && !('CI' in env);
}

/** The size of a terminal that tells it, else the usual one. */
export function sizeOf({ columns, rows }: WriteStream): ScreenSize {
  // A terminal that does not know its size says 0.
  return { columns: columns || 80, rows: rows || 24 };
}

/** A picture at the end of what a terminal shows, and lines that stay above it. */
export interface Screen {
  draw(text: string): void;
  /** Writes a line that stays. */
  print(line: string): void;
  /** Leaves the last picture where it is. */
  done(): void;
}

/** Draws on a terminal. */
export function screenOn(stream: WriteStream): Screen {
  const update = createLogUpdate(stream);
  let lines = 0;
  return {
    draw(text) {
      const count = text.split('\n').length;
      // log-update 7.2 loses lines that stay the same below others that become more or fewer.
      if (count !== lines) update.clear();
      lines = count;
      update(text);
    },
    print(line) {
      update.clear();
      stream.write(`${line}\n`);
    },
    done: () => update.done(),
  };
}
