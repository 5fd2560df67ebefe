/**
 * Sockets for kafkajs 2.2.4, which tells one again and again to keep no process alive (connection.js, disconnect): Node notes
 * each for a socket that is not connected, and warns of a leak after ten.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ISocketFactory, ISocketFactoryArgs } from 'kafkajs';
import { namedAs, wayTo } from '../../wire/ways.ts';

const load = createRequire(import.meta.url);
const ownFactory = (load('kafkajs/src/network/socketFactory') as () => ISocketFactory)();

/** As kafkajs makes them itself, but hearing that only once, and by the way that leads to a broker from here. */
export const singleUnrefSockets: ISocketFactory = (request): Socket => {
  const socket: Socket = ownFactory(onItsWay(request));
  const unref = socket.unref.bind(socket);
  let isUnreferenced = false;
  socket.unref = () => {
    if (isUnreferenced) return socket;
    isUnreferenced = true;
    return unref();
  };
  return socket;
};

function onItsWay({ host, port, ssl, onConnect }: ISocketFactoryArgs): ISocketFactoryArgs {
  const way = wayTo({ host, port });
  if (way.host === host && way.port === port) return { host, port, ssl, onConnect };
  // What is asked for at each connection (client-security.ts) is asked for now.
  const named = ssl && { ...namedAs(host), ...ssl };
  return { ...way, ssl: named, onConnect };
}
