/** The checks are bash: run here against sockets that behave like nodes. */
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { votersOf, type LabNode } from '../../../../src/kafka/node.ts';
import { healthCheck } from '../../../../src/render/compose/health-check.ts';
import { resolved } from '../../../support/topologies.ts';

function nodeOf(topology: string, id: string): LabNode {
  const found = resolved(topology).nodes.find((node) => node.id === id);
  if (found === undefined) throw new Error(`${topology} has no ${id}`);
  return found;
}

/** The script as compose hands it to bash, at another port and with its mark elsewhere. */
function scriptFor(node: LabNode, from: number, to: number): string {
  const [, , , script = ''] = healthCheck(node).test;
  return script
    .replaceAll('$$', '$')
    .replace(`/127.0.0.1/${from}`, `/127.0.0.1/${to}`)
    .replaceAll('/dev/shm/klab-served', `/tmp/klab-served-${process.pid}-never`)
    .replace(/ && : >.*/, '');
}

/** Exit code of a script while a server answers each connection with this text. */
async function exitCodeAgainst(answer: string, script: (port: number) => string): Promise<number | null> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const child = spawn('bash', ['-c', script((server.address() as AddressInfo).port)], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } finally {
    server.close();
  }
}

describe('the health check', () => {
  it.each([
    ['single-broker', 'broker-1', 9092],
    ['multi-broker-isolated', 'controller-102', 19346],
    ['multi-zookeeper', 'zookeeper-3', 2183],
    ['zk-multiple-kafka-multiple', 'kafka3', 9094],
  ])('of %s/%s asks the port that its role serves on', (topology, id, port) => {
    expect(healthCheck(nodeOf(topology, id)).test[3]).toContain(`/dev/tcp/127.0.0.1/${port} `);
  });

  it('asks every second until the node first serves, then every ten, on every engine', () => {
    const { interval, timeout, test, ...others } = healthCheck(nodeOf('single-broker', 'broker-1'));
    expect([interval, timeout]).toEqual(['1s', '15s']);
    expect(test[3]).toMatch(
      /^\[ ! -e \/dev\/shm\/klab-served \] \|\| sleep 9 && .* && : >\/dev\/shm\/klab-served$/,
    );
    expect(others).not.toHaveProperty('start_interval');
  });

  it('is bash that parses', () => {
    for (const node of resolved('multi-zookeeper').nodes) {
      const script = healthCheck(node).test[3]?.replaceAll('$$', '$') ?? '';
      expect(spawnSync('bash', ['-n', '-c', script]).status).toBe(0);
    }
  });

  it('takes a broker for ready when its port accepts, and not before', async () => {
    const node = nodeOf('single-broker', 'broker-1');
    expect(await exitCodeAgainst('', (port) => scriptFor(node, 9092, port))).toBe(0);
    expect(spawnSync('bash', ['-c', scriptFor(node, 9092, 1)]).status).toBe(1);
  });

  it('takes a ZooKeeper server for ready when it names its mode, not when it has no quorum', async () => {
    const node = nodeOf('multi-zookeeper', 'zookeeper-1');
    const script = (port: number): string => scriptFor(node, 2181, port);
    expect(await exitCodeAgainst('Zookeeper version: 3.8.6\nMode: follower\n', script)).toBe(0);
    expect(await exitCodeAgainst('This ZooKeeper instance is not currently serving requests\n', script)).toBe(
      1,
    );
  });

  /** Sockets as Linux lists them: a server's own, and the other side's. */
  const listening = (port: string): string => `0: 00000000:${port} 00000000:0000 0A 00000000:00000000`;
  const connected = (from: string, to: string): string =>
    `1: 04001BAC:${from} 02001BAC:${to} 01 00000000:00000000`;

  it.each([
    ['that leads', [listening('0885'), listening('0B48')], 0],
    ['that follows another', [listening('0885'), connected('C6B4', '0B4A')], 0],
    ['that only votes yet', [listening('0885'), connected('C6B4', '0F64')], 1],
    [
      'that speaks to one at an address which looks like it',
      [listening('0885'), '1: 0:0B48 0100007F:1 06 '],
      1,
    ],
    ['that does not listen for brokers yet', [connected('0885', '0B4A')], 1],
    ['of which nothing is known', [], 1],
  ])('takes a server with TLS %s for what it is, and asks it nothing', (_what, sockets, expected) => {
    const topology = resolved('secure-zookeeper');
    const ensemble = votersOf(topology);
    const [, , , script = ''] = healthCheck(ensemble[0]!, ensemble).test;
    expect(script).not.toContain('/dev/tcp');
    const here = script
      .replaceAll('$$', '$')
      .replace('tcp=$(</proc/net/tcp)$(</proc/net/tcp6)', `tcp='${sockets.join('\n')}'`)
      .replace(/ && : >.*/, '')
      .replaceAll('/dev/shm/klab-served', '/nowhere');
    expect(here).toContain("tcp='");
    expect(spawnSync('bash', ['-c', here]).status).toBe(expected);
  });

  it('takes a server with TLS that is alone for ready once it listens', () => {
    const [server] = votersOf(resolved('secure-zookeeper'));
    expect(healthCheck(server!, [server!]).test[3]).toMatch(/=~ :0885' '0\+:0000' '0A \]\]/);
  });
});
