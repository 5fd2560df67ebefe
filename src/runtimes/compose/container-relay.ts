/**
 * Lets a client in this process speak from within a container: a port here, a connection to the target there.
 * What is asked through it has really travelled the way that a client in such a container would.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, RuntimeError } from '../../errors.ts';
import { dockerStream, lines } from '../docker.ts';

/** From where, to where. */
export interface RelayRequest {
  /** Options of `docker run` that say where the container is, such as its network. */
  readonly placement: readonly string[];
  /** Any image with bash; it must be there already. */
  readonly image: string;
  /** `host:port` as the container knows it. */
  readonly target: string;
}

/** Ends by itself once its input does, so nothing is left when klab is killed. */
const script = 'exec 3<>"/dev/tcp/$1/$2" && { cat <&3 & cat >&3; }';

/** How long a container that has lost its input may take to end, in milliseconds. */
const endTimeoutMs = 10_000;

/**
 * Runs work with an address that leads through a container.
 * @throws RuntimeError `client` with what the container said when the work fails.
 */
export async function throughContainer<T>(
  request: RelayRequest,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const said: string[] = [];
  const runs: Promise<void>[] = [];
  const server = createServer((socket) => runs.push(relay(socket, request, said, end.signal)));
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } catch (error) {
    // The shell says first what failed, then where in the script.
    const reason = said[0]?.replace(/^relay: (line \d+: )?/, '') ?? messageOf(error);
    throw new RuntimeError('client', `${request.target} is not reached from a container: ${reason}`, {
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
  { placement, image, target }: RelayRequest,
  said: string[],
  signal: AbortSignal,
): Promise<void> {
  const colon = target.lastIndexOf(':');
  const address = [target.slice(0, colon), target.slice(colon + 1)];
  const run = ['run', '--rm', '--interactive', '--log-driver', 'none', '--entrypoint', 'bash'];
  const child = dockerStream([...run, ...placement, image, '-c', script, 'relay', ...address], signal);
  // A client that goes away, or a container that ends first, is not an error of the relay.
  for (const stream of [socket, child.stdin, child.stdout]) stream.on('error', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => said.push(...lines(chunk.toString())));
  child.stdout.pipe(socket);
  socket.pipe(child.stdin);
  socket.once('close', () => child.stdin.end());
  await child;
  socket.destroy();
}
