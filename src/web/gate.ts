/** Who is let in: only this machine's own browser, at the address with the key, from the page itself. */
import { timingSafeEqual } from 'node:crypto';

/** Where the page is. */
export interface Door {
  /** At 127.0.0.1. */
  readonly port: number;
  /** The first part of every path; who does not know it sees nothing. */
  readonly key: string;
}

/** A request, as far as the gate looks at it. */
export interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/** What becomes of it: a path below the key, or a status with the reason in one line. */
export type Admission =
  { readonly path: string } | { readonly refused: 403 | 404 | 405 | 421; readonly why: string };

/** Below it something is done; everything else is only looked at. */
export const actsPath = 'do/';

/** `http://127.0.0.1:4711`. */
export function originOf({ port }: Pick<Door, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Lets a request in or says why not. The name of the host is looked at, since a page elsewhere may have a name of its own
 * that leads here (DNS rebinding); the origin, since a page elsewhere may send forms here.
 */
export function admit({ method, url = '', host, origin }: Asked, door: Door): Admission {
  const own = originOf(door);
  if (`http://${host}` !== own) return { refused: 421, why: `this page is at ${own} and has no other name` };
  if (origin !== undefined && origin !== own) {
    return { refused: 403, why: 'another page has nothing to ask here' };
  }
  const [, key = '', ...rest] = (url.split('?')[0] ?? '').split('/');
  if (!isSame(key, door.key)) {
    return {
      refused: 403,
      why: 'the key in the address is missing or wrong; klab ui prints the whole address',
    };
  }
  const path = rest.join('/');
  if (path.startsWith(actsPath)) {
    if (method !== 'POST') return { refused: 405, why: 'what does something is asked for with POST' };
    // Every browser sends it along with POST; a program that has the key may say it too.
    if (origin === undefined) return { refused: 403, why: 'who asks does not say from which page' };
  } else if (method !== 'GET') {
    return { refused: 405, why: 'what is looked at is asked for with GET' };
  }
  return { path };
}

/** In the same time whatever of it is wrong. */
function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}
