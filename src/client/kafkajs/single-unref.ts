/**
 * Sockets for kafkajs 2.2.4, which tells one again and again to keep no process alive (connection.js, disconnect): Node notes
 * each for a socket that is not connected, and warns of a leak after ten.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const load = createRequire(import.meta.url);
const ownFactory = (load('kafkajs/src/network/socketFactory') as () => ISocketFactory)();

/** As kafkajs makes them itself, but hearing that only once. */
export const singleUnrefSockets: ISocketFactory = (request): Socket => {
  const socket: Socket = ownFactory(request);
  const unref = socket.unref.bind(socket);
  let isUnreferenced = false;
  socket.unref = () => {
    if (isUnreferenced) return socket;
    isUnreferenced = true;
    return unref();
  };
  return socket;
};
