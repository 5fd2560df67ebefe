/** Requests to side services over HTTP, with errors that name the service and what it said. */
import { messageOf, RuntimeError } from '../../errors.ts';
import type { ServicePlace } from './address.ts';

/** One request. */
export interface HttpRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. @default nothing */
  readonly body?: unknown;
  /** @default 'application/json' */
  readonly contentType?: string;
  /** Which form of an answer is wanted, where a service has several. @default whatever comes */
  readonly accept?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** The body as JSON; as text where it is none; undefined where it is empty. */
  readonly body: unknown;
}

/**
 * Asks, and takes whatever is answered.
 * @param path what of the service is asked, as it goes behind its root
 * @throws RuntimeError `service-unavailable` when nothing is answered.
 */
export async function ask(
  { nodeId, url, signal }: ServicePlace,
  path: string,
  { method = 'GET', body, accept, timeoutMs = 10_000, contentType = 'application/json' }: HttpRequest = {},
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url + path, {
      method,
      // A service that was restarted has closed what was kept open.
      headers: {
        connection: 'close',
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    signal?.throwIfAborted();
    const why = timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    // What was asked for may be a whole expression; where it was asked is what helps.
    const [where] = (url + path).split('?', 1);
    const said = `${nodeId} does not answer at ${where}: ${why}`;
    throw new RuntimeError('service-unavailable', said, { cause: error });
  }
}

/** Asks, and takes only a success. @throws RuntimeError `service-refused` with the service's own words. */
export async function request<T>(place: ServicePlace, path: string, asked: HttpRequest = {}): Promise<T> {
  const answer = await ask(place, path, asked);
  if (answer.status >= 200 && answer.status < 300) return answer.body as T;
  const { pathname } = new URL(place.url + path);
  throw refusal(`${place.nodeId} refuses ${asked.method ?? 'GET'} ${pathname}`, answer);
}

/** That a service answers and does not do what it was asked. @param answer what it said. @default the text says it */
export function refusal(text: string, answer?: HttpAnswer): RuntimeError {
  const said = answer === undefined ? '' : `: ${answer.status} ${saidIn(answer.body)}`;
  return new RuntimeError('service-refused', text + said);
}

/** What a service says of an error: registries, Connect and the REST proxy all call it `message`. */
export function saidIn(body: unknown): string {
  const message = (body as { message?: unknown } | null | undefined)?.message;
  const text = typeof message === 'string' ? message : typeof body === 'string' ? body : JSON.stringify(body);
  return (text ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 500);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Node's fetch says "fetch failed" and keeps the reason as the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  if (code === 'ECONNREFUSED') return 'connection refused';
  return cause instanceof Error && cause.message !== '' ? cause.message : messageOf(error);
}
