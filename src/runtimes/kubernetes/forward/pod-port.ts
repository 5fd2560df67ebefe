/**
 * One connection to one port of a pod, through the API server: a websocket in the subprotocol v4.channel.k8s.io.
 * `kubectl port-forward` is not used: it ends with its pod, and keeps clients waiting whose connection has failed.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ClientOptions, WebSocket } from 'ws';
import { RuntimeError } from '../../../errors.ts';
import type { ApiProxy } from './api-proxy.ts';
import { missingRight } from '../kubectl/missing-right.ts';

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** The first byte of every message is its channel (kubelet, cri/streaming/portforward/websocket.go). */
const dataChannel = 0;
const errorChannel = 1;

/** The first message of each channel repeats the port. */
const preambleBytes = 2;

/** An API server that cannot reach a pod's machine takes longer to say so than a client waits. */
const handshakeTimeoutMs = 10_000;

/** How connections are made; the types do not know all of it yet. */
const options: ClientOptions & { readonly closeTimeout: number } = {
  handshakeTimeout: handshakeTimeoutMs,
  // A server may take a second to end its side (containerd); nobody should wait for that.
  closeTimeout: 100,
  perMessageDeflate: false,
};

/**
 * Asks the cluster to forward to a port. That it agrees says nothing yet of whether anything listens there.
 * @returns a connection that is paused, so that nothing is lost before somebody listens.
 * @throws RuntimeError `cluster-unavailable` when the API server does not answer, `cluster-refused` when it says no,
 * `node-state` when there is no such pod, or none that runs.
 */
export async function connectToPod(
  { socketPath }: Pick<ApiProxy, 'socketPath'>,
  { namespace, pod, port }: PodPort,
): Promise<WebSocket> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`;
  // Loaded only here, since every verb loads this runtime.
  const ws = await import('ws');
  const connection = new ws.WebSocket(`ws+unix://${socketPath}:${path}`, 'v4.channel.k8s.io', options);
  return new Promise((resolve, reject) => {
    // Whoever uses the forward keeps the process alive, not the forward itself.
    connection.once('upgrade', ({ socket }) => socket.unref());
    connection.once('open', () => {
      connection.pause();
      resolve(connection);
    });
    connection.once('unexpected-response', (_, response) => {
      // Nobody else ends the connection to a proxy that has answered with anything but an upgrade.
      void refusal(response, pod)
        .then(reject)
        .finally(() => connection.terminate());
    });
    // Stays for the whole life of the connection: what goes wrong later ends it, and its end is what counts then.
    connection.on('error', (error) => reject(unavailable(error.message, error)));
  });
}

/** What an answer that is no forward means: the API server answers with a Status object, the proxy with plain text. */
async function refusal(response: IncomingMessage, pod: string): Promise<RuntimeError> {
  const body = await text(response).catch(() => '');
  const said = statusMessage(body) ?? noPodThere(body);
  if (said === undefined) return unavailable(body.trim() || `HTTP status ${response.statusCode}`);
  const lacking = missingRight(said);
  if (lacking !== undefined) return lacking;
  const code = [401, 403].includes(response.statusCode ?? 0) ? 'cluster-refused' : 'node-state';
  return new RuntimeError(code, `no port-forward to pod ${pod}: ${said}`);
}

/**
 * A machine that has not heard yet of a pod which the API server has given it says so in plain text (kubelet,
 * GetPortForward), and so does one whose pod has just ended (containerd, sandbox_portforward.go; CRI-O says it alike).
 */
function noPodThere(body: string): string | undefined {
  const ended = /^rpc error: .*\bsandbox\b.*\bnot (?:running|found)\b/;
  return /^pod (not found|does not exist)/.test(body) || ended.test(body) ? body.trim() : undefined;
}

function unavailable(reason: string, cause?: unknown): RuntimeError {
  return new RuntimeError('cluster-unavailable', `the API server forwards no ports now: ${reason}`, {
    cause,
  });
}

function statusMessage(body: string): string | undefined {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Lets a client talk with a pod until either ends; both are paused before; what one cannot take yet, the other is not asked for. */
export function join(client: Socket, pod: WebSocket): void {
  const toSkip = [preambleBytes, preambleBytes];
  pod.on('message', (message: Buffer) => {
    const channel = message[0] ?? errorChannel;
    const skipped = Math.min(toSkip[channel] ?? 0, message.length - 1);
    toSkip[channel] = (toSkip[channel] ?? 0) - skipped;
    const content = message.subarray(1 + skipped);
    if (content.length === 0) return;
    if (channel !== dataChannel) {
      // Nothing listens there, or whoever did is gone; text for people is all that follows.
      client.destroySoon();
    } else if (!client.write(content)) {
      pod.pause();
      client.once('drain', () => pod.resume());
    }
  });
  pod.once('close', () => client.destroySoon());
  client.on('data', (content) => {
    client.pause();
    pod.send(Buffer.concat([Buffer.of(dataChannel), content]), () => client.resume());
  });
  client.once('close', () => pod.close());
  if (client.destroyed) pod.close();
  // Both come paused, so that nothing is lost before somebody listens.
  pod.resume();
  client.resume();
}
