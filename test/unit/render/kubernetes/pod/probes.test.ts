import { execFile } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { LabNode } from '../../../../../src/index.ts';
import { probesOf, questionsTo } from '../../../../../src/render/kubernetes/pod/probes.ts';
import { resolved } from '../../../../support/topologies.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server on any port that answers what it is asked with `answer`; without one it says nothing, as a frozen JVM does. */
async function listen(answer?: (request: Buffer) => Buffer | undefined): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    // A question ends with its first byte of an answer; whatever else comes is refused.
    socket.on('error', () => {});
    socket.on('data', (request) => {
      const bytes = answer?.(request);
      if (bytes !== undefined) socket.end(bytes);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Exit code of a question when the node's port is another. */
async function asked(question: string, node: LabNode, port: number): Promise<number> {
  const own = [...node.listeners, ...node.ports].find(({ name }) => name === node.readinessPort)?.port;
  const script = question.replace(`/127.0.0.1/${own} `, `/127.0.0.1/${port} `);
  expect(script).not.toBe(question);
  return promisify(execFile)('bash', ['-c', script]).then(
    () => 0,
    (error: unknown) => (error as { code: number }).code,
  );
}

const nodeOf = (topology: string, id: string): LabNode => {
  const node = resolved(topology).nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`no ${id}`);
  return node;
};

describe('the question to a Kafka node', () => {
  const broker = nodeOf('single-broker', 'broker-1');
  const { alive } = questionsTo(broker);

  it('is an ApiVersions request that asks for the answer to request 1', async () => {
    const requests: string[] = [];
    // Length 8, correlation id 1, no error, nothing else: the shortest answer there can be.
    const answer = Buffer.from('000000080000000100000000', 'hex');
    const port = await listen((request) => (requests.push(request.toString('hex')), answer));
    expect(await asked(alive, broker, port)).toBe(0);
    expect(requests).toEqual([`0000000e00120000000000010004${Buffer.from('klab').toString('hex')}`]);
  });

  it(
    'is not answered by a node that only accepts connections, nor by none',
    { timeout: 20_000 },
    async () => {
      expect(await asked(alive, broker, await listen())).not.toBe(0);
      const port = await listen();
      await new Promise((resolve) => servers.at(-1)?.close(resolve));
      expect(await asked(alive, broker, port)).not.toBe(0);
    },
  );

  it('goes to the quorum listener of a controller', () => {
    expect(questionsTo(nodeOf('multi-broker-isolated', 'controller-101')).ready).toContain(
      '/dev/tcp/127.0.0.1/19345 ',
    );
  });
});

describe('the questions to a ZooKeeper server', () => {
  const server = nodeOf('multi-zookeeper', 'zookeeper-1');
  const { alive, ready } = questionsTo(server);
  const answers = (text: Record<string, string>) =>
    listen((request) => Buffer.from(text[request.toString()] ?? ''));

  it('find one in its quorum alive and ready', async () => {
    const srvr = 'Zookeeper version: 3.8.4\nLatency min/avg/max: 0/0.0/0\nMode: follower\nNode count: 5\n';
    expect(await asked(alive, server, await answers({ ruok: 'imok' }))).toBe(0);
    expect(await asked(ready, server, await answers({ srvr }))).toBe(0);
  });

  it('find one outside its quorum alive and not ready', async () => {
    const srvr = 'This ZooKeeper instance is not currently serving requests\n';
    expect(await asked(alive, server, await answers({ ruok: 'imok' }))).toBe(0);
    expect(await asked(ready, server, await answers({ srvr }))).toBe(1);
  });
});

describe('the patience of the probes', () => {
  const probes = probesOf(nodeOf('multi-broker', 'broker-1'));
  const patienceSeconds = ({ periodSeconds = 0, failureThreshold = 0 }): number =>
    periodSeconds * failureThreshold;

  it('outlasts every pause, and a quorum that is away for a day', () => {
    expect(patienceSeconds(probes.livenessProbe)).toBe(600);
    expect(patienceSeconds(probes.startupProbe)).toBe(86_400);
    expect(patienceSeconds(probes.readinessProbe)).toBe(10);
  });
});
