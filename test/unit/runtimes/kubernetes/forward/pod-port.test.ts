/** A stand-in for the cluster's side of a forward: only it can fail, stall and lie on demand. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { connectToPod, join } from '../../../../../src/runtimes/kubernetes/forward/pod-port.ts';

const target = { namespace: 'shop', pod: 'broker-1-0', port: 9_092 };
const preambles = [0, 1].map((channel) => Buffer.of(channel, 0x84, 0x23));

let dir: string;
let api: Server;
let forwards: WebSocketServer;
let refusal: { status: number; body: string } | undefined;
let asked: string | undefined;
/** Resolves when a connection that was refused is gone. */
let refused: Promise<unknown> | undefined;

beforeEach(async () => {
  dir = await mkdtemp(joinPath(tmpdir(), 'klab-forward-'));
  refusal = undefined;
  forwards = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io' });
  api = createHttpServer();
  api.on('upgrade', (request, socket: Socket, head: Buffer) => {
    asked = request.url;
    if (refusal === undefined) {
      forwards.handleUpgrade(request, socket, head, (ws) => forwards.emit('connection', ws));
    } else {
      // Left open, as kubectl's proxy leaves it.
      socket.write(
        `HTTP/1.1 ${refusal.status} No\r\nContent-Length: ${refusal.body.length}\r\n\r\n${refusal.body}`,
      );
      refused = once(socket.resume(), 'end');
    }
  });
  api.listen(joinPath(dir, 'api'));
  await once(api, 'listening');
});
afterEach(async () => {
  for (const each of forwards.clients) each.terminate();
  api.close();
  await rm(dir, { recursive: true, force: true });
});

const proxy = () => ({ socketPath: joinPath(dir, 'api'), close() {} });

/** A client, joined with the cluster's side of its forward. */
async function joined(): Promise<{ client: Socket; pod: WebSocket }> {
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = await accepted;
  server.close();
  const connection = once(forwards, 'connection') as Promise<[WebSocket]>;
  const forward = await connectToPod(proxy(), target);
  const [pod] = await connection;
  for (const preamble of preambles) pod.send(preamble);
  join(socket, forward);
  return { client, pod };
}

describe('a forward', () => {
  it('carries what both say, without the preamble', async () => {
    const { client, pod } = await joined();
    expect(asked).toBe('/api/v1/namespaces/shop/pods/broker-1-0/portforward?ports=9092');
    const heard = once(pod, 'message');
    client.write('question');
    expect((await heard)[0]).toEqual(Buffer.from('\0question'));
    const answer = once(client, 'data');
    pod.send(Buffer.from('\0answer'));
    expect(String((await answer)[0])).toBe('answer');
  });

  it('closes the client when the cluster reports an error', async () => {
    const { client, pod } = await joined();
    pod.send(Buffer.from('\x01connection refused'));
    await once(client.resume(), 'close');
    expect(client.bytesRead).toBe(0);
  });

  it('closes the client when the pod’s side ends, with all that came before', async () => {
    const { client, pod } = await joined();
    const heard: Buffer[] = [];
    client.on('data', (chunk: Buffer) => heard.push(chunk));
    pod.send(Buffer.concat([Buffer.of(0), Buffer.alloc(1_000_000)]));
    pod.close();
    await once(client, 'close');
    expect(Buffer.concat(heard)).toHaveLength(1_000_000);
  });

  it('closes the pod’s side when the client ends, with all that came before', async () => {
    const { client, pod } = await joined();
    let bytes = 0;
    pod.on('message', (message: Buffer) => (bytes += message.length - 1));
    client.end(Buffer.alloc(1_000_000));
    await once(pod, 'close');
    expect(bytes).toBe(1_000_000);
  });
});

describe('a cluster that forwards nothing', () => {
  const rpc = 'rpc error: code = Unknown desc =';
  const status = (message: string): string => JSON.stringify({ kind: 'Status', message });

  it.each([
    [404, status('pods "broker-1-0" not found'), 'node-state', 'pods "broker-1-0" not found'],
    [500, 'pod not found ("broker-1-0_shop")\n', 'node-state', 'pod not found ("broker-1-0_shop")'],
    [500, `${rpc} sandbox container is not running\n`, 'node-state', 'sandbox container is not running'],
    [500, `${rpc} failed to find sandbox "4f2a": not found`, 'node-state', 'failed to find sandbox'],
    [500, `${rpc} an error occurred when try to find sandbox: not found`, 'node-state', 'find sandbox'],
    [500, 'rpc error: code = Unavailable desc = connection error', 'cluster-unavailable', 'connection error'],
    [403, status('cannot get resource "pods/portforward"'), 'cluster-refused', 'cannot get resource'],
    [502, 'dial tcp: connection refused', 'cluster-unavailable', 'dial tcp: connection refused'],
  ])('with status %i says why', async (code, body, error, message) => {
    refusal = { status: code, body };
    await expect(connectToPod(proxy(), target)).rejects.toMatchObject({
      code: error,
      message: expect.stringContaining(message) as string,
    });
    await refused;
  });

  it('or without a proxy is unavailable', async () => {
    const nowhere = { ...proxy(), socketPath: joinPath(dir, 'nothing') };
    await expect(connectToPod(nowhere, target)).rejects.toMatchObject({ code: 'cluster-unavailable' });
  });
});
