/** A connection that is closed again and again while it never came about leaves one listener, and no warning. */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { singleUnrefSockets } from '../../../../src/client/kafkajs/mended/single-unref.ts';

interface Connection {
  socket: Socket | null;
  disconnect(): Promise<boolean>;
}

const load = createRequire(import.meta.url);
const KafkaConnection = load('kafkajs/src/network/connection') as new (options: object) => Connection;
const logger = { namespace: () => logger, debug() {}, info() {}, warn() {}, error() {} };

it('is told once', async () => {
  // Discarded, as the port is: nobody answers.
  const onConnect = (): void => undefined;
  const socket: Socket = singleUnrefSockets({ host: '127.0.0.1', port: 9, ssl: false as never, onConnect });
  socket.on('error', () => undefined);
  socket.destroy();
  const connection = new KafkaConnection({ host: '127.0.0.1', port: 9, logger });
  connection.socket = socket;
  const before = socket.listenerCount('connect');
  for (let time = 0; time < 12; time += 1) await connection.disconnect();
  expect(socket.listenerCount('connect') - before).toBeLessThanOrEqual(1);
});
