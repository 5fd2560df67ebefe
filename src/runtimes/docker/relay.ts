/**
 * Lets a client in this process speak from somewhere else: a port here, a connection from there to the target.
 * What is asked through it has really travelled the way that a client there would.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessPromise } from 'zx/core';
import { InterruptedError, messageOf, RuntimeError } from '../../errors.ts';
import { lines } from '../../words.ts';

/** From where, to where. */
export interface RelayRequest {
  /** Where it speaks from, in words: `a container`. */
  readonly from: string;
  /** `host:port` as it is known there. */
  readonly target: string;
  /** Starts bash there with these arguments, fed and read while it runs. */
  readonly bash: (args: readonly string[], signal: AbortSignal) => ProcessPromise;
  /** Ends it, also while it waits for its turn. @default it ends with the work */
  readonly signal?: AbortSignal;
}

/**
 * What runs there. It ends with whichever side ends first, so nothing is left when klab is killed.
 * Not `cat`: BusyBox's moves a socket to a pipe by sendfile, which since Linux 5.12 keeps the pipe locked while it waits,
 * and its reader gets nothing. `dd` reads and writes, everywhere; what it counts at its end is nobody's.
 */
export const relayScript =
  'hash dd && exec 3<>"/dev/tcp/$1/$2" && { dd bs=65536 <&3 & dd bs=65536 <&4 >&3 & wait -n; kill $(jobs -p); } 4<&0 2>/dev/null';

/** How long a relay that has lost its input may take to end, in milliseconds. */
const endTimeoutMs = 10_000;

/** So many are open at once; more only make each other slow. */
const atOnce = 3;

const turns: (() => void)[] = [];
let underWay = 0;

/**
 * Runs work with an address that leads through a process elsewhere.
 * @throws RuntimeError `client` with what was said there when the work fails; InterruptedError when the signal fires.
 */
export async function throughRelay<T>(
  request: RelayRequest,
  work: (address: string) => Promise<T>,
): Promise<T> {
  await turn(request.signal);
  try {
    return await relayed(request, work);
  } catch (error) {
    throw request.signal?.aborted ? new InterruptedError() : error;
  } finally {
    const next = turns.shift();
    // Whoever is next takes this one's place, before anybody who comes now.
    if (next === undefined) underWay -= 1;
    else next();
  }
}

/** Takes a place, and waits for one where none is free. @throws InterruptedError */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) throw new InterruptedError();
  if (underWay < atOnce) {
    underWay += 1;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const leave = (): void => {
      turns.splice(turns.indexOf(go), 1);
      reject(new InterruptedError());
    };
    const go = (): void => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    turns.push(go);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

async function relayed<T>(request: RelayRequest, work: (address: string) => Promise<T>): Promise<T> {
  const end = new AbortController();
  const said: string[] = [];
  const runs: Promise<void>[] = [];
  const signal = AbortSignal.any([end.signal, ...(request.signal === undefined ? [] : [request.signal])]);
  const server = createServer((socket) => runs.push(relay(socket, request, said, signal)));
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } catch (error) {
    // The shell says first what failed, then where in the script.
    const reason = said[0]?.replace(/^relay: (line \d+: )?/, '') ?? messageOf(error);
    throw new RuntimeError('client', `${request.target} is not reached from ${request.from}: ${reason}`, {
      cause: error,
    });
  } finally {
    server.close();
    await Promise.race([Promise.all(runs), delay(endTimeoutMs, undefined, { ref: false })]);
    end.abort();
  }
}

async function relay(
  socket: Socket,
  { bash, target }: RelayRequest,
  said: string[],
  signal: AbortSignal,
): Promise<void> {
  const colon = target.lastIndexOf(':');
  const address = [target.slice(0, colon), target.slice(colon + 1)];
  const child = bash(['-c', relayScript, 'relay', ...address], signal);
  // A client that goes away, or a relay that ends first, is not an error.
  for (const stream of [socket, child.stdin, child.stdout]) stream.on('error', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => said.push(...lines(chunk.toString())));
  child.stdout.pipe(socket);
  socket.pipe(child.stdin);
  socket.once('close', () => child.stdin.end());
  await child;
  socket.destroy();
}
