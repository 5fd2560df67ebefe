/** Serves the page and what it is told at 127.0.0.1: files, a stream of events, and actions. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LabError, messageOf } from '../errors.ts';
import { perform } from './actions.ts';
import type { Desk } from './desk/desk.ts';
import { openDoor } from './door.ts';
import { parseFields } from './fields.ts';
import { actsPath, admit, originOf, type Door } from './gate.ts';
import { pageHtml, type PageFiles } from './page-files.ts';

/** What is served. */
export interface ServeOptions {
  readonly desk: Desk;
  readonly files: PageFiles;
  /** @default the one of before, else a free one */
  readonly port?: number;
}

/** A page that is served. */
export interface Served {
  /** Where, with its key. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Nothing a page sends is longer, in bytes. */
const mostSent = 16_384;
/** A tab that has not heard for longer than some of these knows that klab is gone, in milliseconds. */
const beatIntervalMs = 2_000;

/** Nothing is fetched from elsewhere, nothing runs that is not a file of the package. */
const policy = [
  "default-src 'none'",
  ...['script', 'style', 'connect'].map((what) => `${what}-src 'self'`),
  "img-src 'self' data:",
  ...['base-uri', 'form-action', 'frame-ancestors'].map((what) => `${what} 'none'`),
].join('; ');

/** Reports and drawings are one file each, with styles of their own, and no script. */
const stillPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

const headers = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** Something to be sent. */
interface Content {
  readonly type: string;
  readonly text: string;
}

/** Serves until it is closed. @throws LabError `port-taken` */
export async function serve({ desk, files, port }: ServeOptions): Promise<Served> {
  let door: Door | undefined;
  const server = createServer((request, response) => {
    if (door !== undefined) void answer(request, response, door, { desk, files });
  });
  // A port that was taken a moment ago may be asked for again at once.
  server.keepAliveTimeout = 1_000;
  door = await openDoor(server, port);
  return {
    url: `${originOf(door)}/${door.key}/`,
    port: door.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Streams of events never end by themselves.
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  { desk, files }: Pick<ServeOptions, 'desk' | 'files'>,
): Promise<void> {
  const { method, url, headers: said } = request;
  const admission = admit({ method, url, host: said.host, origin: said.origin }, door);
  if ('refused' in admission) return send(response, admission.refused, 'text/plain', admission.why);
  const { path } = admission;
  if (path.startsWith(actsPath)) return await act(request, response, desk, path.slice(actsPath.length));
  if (path === 'events') return stream(response, desk);
  const made = madeAt(path, desk);
  if (made !== undefined) {
    response.setHeader('content-security-policy', stillPolicy);
    return send(response, 200, made.type, made.text);
  }
  const file = fileAt(path, files);
  if (file === undefined) return send(response, 404, 'text/plain', 'there is nothing here');
  send(response, 200, file.type, file.text);
}

/** What was made meanwhile, by its number or name: a report, a drawing. */
function madeAt(path: string, desk: Desk): Content | undefined {
  const report = desk.reportOf(Number(/^report\/(\d{1,9})$/.exec(path)?.[1]));
  if (report !== undefined) return { type: 'text/html', text: report };
  const drawing = desk.pictures.of(/^graph\/(.+)\.svg$/.exec(path)?.[1] ?? '');
  return drawing === undefined ? undefined : { type: 'image/svg+xml', text: drawing };
}

/** A few names, not a path: nothing that is asked for leads to the disk. */
function fileAt(path: string, { script, style }: PageFiles): Content | undefined {
  if (path === '') return { type: 'text/html', text: pageHtml };
  if (path === 'main.js') return { type: 'text/javascript', text: script };
  if (path === 'page.css') return { type: 'text/css', text: style };
  return undefined;
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

/** All that is to be seen, now and each time it changes. */
function stream(response: ServerResponse, desk: Desk): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  // A tab that sleeps takes nothing: it is kept the newest alone.
  let kept: string | undefined;
  const write = (view: string): void => {
    if (response.writableNeedDrain) kept = view;
    else response.write(`data: ${view}\n\n`);
  };
  response.on('drain', () => {
    if (kept !== undefined) write(kept);
    kept = undefined;
  });
  const end = desk.listen(write);
  const beat = setInterval(() => response.write('event: beat\ndata:\n\n'), beatIntervalMs);
  response.on('close', () => {
    clearInterval(beat);
    end();
  });
}

async function act(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  name: string,
): Promise<void> {
  const reply = (status: number, value: object): void =>
    send(response, status, 'application/json', JSON.stringify(value));
  try {
    const said = await perform(desk, name, parseFields(await bodyOf(request)));
    reply(200, { said });
  } catch (error) {
    // What a person must know stands in the message; anything else is a defect, which klab goes on after.
    const details = error instanceof LabError ? error.details : [];
    reply(error instanceof LabError ? 422 : 500, { error: messageOf(error), details });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > mostSent) throw new LabError('usage', 'what was sent is too long');
  }
  return text;
}
