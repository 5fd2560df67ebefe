/**
 * Orders to the process that runs an instance's links, and its answers: one line of JSON each, over a Unix socket.
 * The socket lies in the instance's folder, where only its user can use it. The path of such a socket may have some 107
 * bytes (unix(7), sun_path), which a long KLAB_HOME exceeds: the process binds it relative to its own folder, and who
 * gives orders goes through `/proc`, where that folder has a short name.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { PlannedLink } from '../../../render/local/links.ts';
import type { Isolation } from '../../../cluster/node-status.ts';
import type { Isolated } from './cuts.ts';
import type { Switchboard } from './switchboard.ts';

/** Name of the socket, in the folder in which the process runs. */
export const socketName = 'links.sock';

/** Links answer at once; on a machine that starts many nodes, after seconds. */
const answerTimeoutMs = 10_000;

/** What the links can be told. */
export type Order =
  | { readonly act: 'show' }
  | { readonly act: 'isolate'; readonly nodeId: string; readonly from: Isolation }
  | { readonly act: 'heal'; readonly nodeId: string }
  /** These links too, of nodes that have come; those that are there stay as they are. */
  | { readonly act: 'extend'; readonly links: readonly PlannedLink[] };

/** What they answer. */
export interface Answer {
  /** False where the order made no sense: a node that is cut off already, or that is not cut off. */
  readonly done: boolean;
  /** What each node is cut off from after the order. */
  readonly isolated: Isolated;
}

/** Takes orders on sockets that connect. */
export function orderServer(board: Switchboard): Server {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // Whoever gave up the order does not wait for the answer.
    socket.on('error', () => socket.destroy());
    // Nor does one who ended before the order was whole, which must not end all links.
    answer(board, socket).catch(() => socket.destroy());
  });
  return server;
}

async function answer(board: Switchboard, socket: Socket): Promise<void> {
  const order = JSON.parse(await received(socket)) as Order;
  const done = await carryOut(board, order);
  const answered: Answer = { done, isolated: board.isolated };
  socket.end(JSON.stringify(answered));
}

/** All that the other side sends; the stream's own consumers would close this side with it, before the answer. */
async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(socket, 'end');
  return text;
}

async function carryOut(board: Switchboard, order: Order): Promise<boolean> {
  if (order.act === 'isolate') return board.isolate(order.nodeId, order.from);
  if (order.act === 'heal') return board.heal(order.nodeId);
  if (order.act === 'extend') await board.extend(order.links);
  return true;
}

/** Gives an order. @param path of the socket. @throws Error of the operating system when nobody takes it */
export async function giveOrder(path: string, order: Order): Promise<Answer> {
  const socket = connect({ path, allowHalfOpen: true, timeout: answerTimeoutMs });
  socket.once('timeout', () => socket.destroy(new Error(`no answer within ${answerTimeoutMs} ms`)));
  socket.end(JSON.stringify(order));
  return JSON.parse(await received(socket)) as Answer;
}
