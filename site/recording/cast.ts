/** A terminal's recording as asciinema keeps it (asciicast v2): a header, then what was shown and when, one JSON value a line. */

/** What was shown in one moment. */
export interface Shown {
  /** Since the beginning, in milliseconds. */
  readonly atMs: number;
  /** As the program wrote it, with everything that moves and colours. */
  readonly text: string;
}

/** A recording. */
export interface Cast {
  /** In characters. */
  readonly columns: number;
  readonly rows: number;
  /** The command that ran. */
  readonly title: string;
  readonly shown: readonly Shown[];
}

/** As a file. */
export function castText({ columns, rows, title, shown }: Cast): string {
  const header = { version: 2, width: columns, height: rows, title };
  const events = shown.map(({ atMs, text }) => [Number((atMs / 1_000).toFixed(3)), 'o', text]);
  return `${[header, ...events].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Reads such a file. */
export function parseCast(text: string): Cast {
  const [header = '{}', ...lines] = text.trimEnd().split('\n');
  const { width, height, title } = JSON.parse(header) as { width: number; height: number; title: string };
  const shown = lines.map((line) => {
    const [seconds, , said] = JSON.parse(line) as [number, string, string];
    return { atMs: Math.round(seconds * 1_000), text: said };
  });
  return { columns: width, rows: height, title, shown };
}
