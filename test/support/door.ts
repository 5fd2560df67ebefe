/** A way to a server that can be shut, or fall silent, without disturbing anybody else who uses that server. */
import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A way that is open until it is closed. */
export interface Door extends AsyncDisposable {
  /** Port of 127.0.0.1 that leads through it; 0 for one on a socket of the file system. */
  readonly port: number;
  /** From now on the server does not answer: every connection breaks and none can be made. */
  close(): void;
  /** From now on the server takes connections and says nothing. */
  mute(): void;
}

/** Opens one. @param listen where; a free port of 127.0.0.1 by default */
export async function openDoor({
  listen = { host: '127.0.0.1', port: 0 },
  to,
}: {
  readonly listen?: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly to: NetConnectOpts;
}): Promise<Door> {
  const sockets = new Set<Socket>();
  let muted = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    if (muted) return;
    const upstream = connect({ ...to, allowHalfOpen: true });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  }).listen(listen);
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close,
    mute() {
      muted = true;
      for (const socket of sockets) socket.unpipe();
    },
    [Symbol.asyncDispose]: async () => close(),
  };
}
