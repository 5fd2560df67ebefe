/** Requests to side services over HTTP, with errors that name the service and what it said. */
import { messageOf, RuntimeError } from '../../errors.ts';

/** One request. */
export interface HttpRequest {
  /** Id of the node that is asked; begins every error. */
  readonly nodeId: string;
  readonly url: string;
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
  readonly signal?: AbortSignal;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** The body as JSON; as text where it is none; undefined where it is empty. */
  readonly body: unknown;
}

/** Asks, and takes whatever is answered. @throws RuntimeError `service-unavailable` when nothing is. */
export async function ask(request: HttpRequest): Promise<HttpAnswer> {
  const { nodeId, url, method = 'GET', body, accept, timeoutMs = 10_000 } = request;
  const { contentType = 'application/json' } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      // A service that was restarted has closed what was kept open.
      headers: {
        connection: 'close',
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    request.signal?.throwIfAborted();
    const why = timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    // What was asked for may be a whole expression; where it was asked is what helps.
    const [place] = url.split('?', 1);
    throw new RuntimeError('service-unavailable', `${nodeId} does not answer at ${place}: ${why}`, {
      cause: error,
    });
  }
}

/** Asks, and takes only a success. @throws RuntimeError `service-refused` with the service's own words. */
export async function request<T>(asked: HttpRequest): Promise<T> {
  const { status, body } = await ask(asked);
  if (status >= 200 && status < 300) return body as T;
  const { nodeId, method = 'GET', url } = asked;
  throw new RuntimeError(
    'service-refused',
    `${nodeId} refuses ${method} ${new URL(url).pathname}: ${status} ${saidIn(body)}`,
  );
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
