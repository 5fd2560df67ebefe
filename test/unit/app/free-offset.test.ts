/** An offset that is found is one's own: no port of it is taken, and nobody else is about to take it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { atOffset } from '../../../src/app/free-offset.ts';
import { LabError } from '../../../src/errors.ts';
import type { ResolvedTopology } from '../../../src/kafka/node.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { saveInstance } from '../../../src/runtimes/instances.ts';
import { resolved } from '../../support/topologies.ts';

const topology = resolved('multi-broker');
const local = runtimeNamed('local');
let homeBefore: string | undefined;
let home: string;
const servers: Server[] = [];

beforeEach(async () => {
  homeBefore = process.env['KLAB_HOME'];
  home = await mkdtemp(join(tmpdir(), 'klab-offsets-'));
  process.env['KLAB_HOME'] = home;
});
afterEach(async () => {
  process.env['KLAB_HOME'] = homeBefore;
  for (const server of servers.splice(0)) server.close();
  await rm(home, { recursive: true, force: true });
});

async function listenOn(port: number): Promise<void> {
  const server = createServer().listen({ host: '127.0.0.1', port, exclusive: true });
  servers.push(server);
  await once(server, 'listening');
}

/** The first offset that is free now, whatever runs on this machine. */
function firstFree(): Promise<number> {
  return atOffset('free', topology, local, async (offset) => offset);
}

it('takes a number as it is, free or not', async () => {
  await listenOn(9_092 + 5_850);
  expect(await atOffset(5_850, topology, local, async (offset) => offset)).toBe(5_850);
});

it('passes over an offset of which one port is taken', async () => {
  const before = await firstFree();
  // Of the quorum: no client's.
  await listenOn(19_345 + before + 2);
  expect(await firstFree()).toBeGreaterThan(before);
});

it('passes over the ports of an instance whose nodes are down, since they want them again', async () => {
  const before = await firstFree();
  await saveInstance({
    schemaVersion: 1,
    id: `other-local-${before}`,
    runtime: 'local',
    portOffset: before,
    topology: resolved('single-broker'),
    filesDir: '/nowhere',
    createdAt: '2026-01-01T00:00:00Z',
  });
  expect(await firstFree()).toBeGreaterThan(before);
});

it('gives two that choose at once different offsets, and each back when it is done', async () => {
  let met = 0;
  const both = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (met < 2) return;
      clearInterval(look);
      resolve();
    }, 5);
  });
  const choose = (): Promise<number> =>
    atOffset('free', topology, local, async (offset) => {
      met += 1;
      await both;
      return offset;
    });
  const [first, second] = await Promise.all([choose(), choose()]);
  expect(first).not.toBe(second);
  expect(await firstFree()).toBe(Math.min(first, second));
});

it('tries the next one where somebody who knows nothing of it comes first, and passes other errors on', async () => {
  const tried: number[] = [];
  const found = await atOffset('free', topology, local, async (offset) => {
    tried.push(offset);
    if (tried.length === 1) throw new LabError('port-taken', 'port 9092 of broker-1 is taken');
    return offset;
  });
  expect(tried).toHaveLength(2);
  expect(found).toBe(tried[1]);
  const broken = atOffset('free', topology, local, async () => {
    throw new LabError('node-died', 'broker-1 ended');
  });
  await expect(broken).rejects.toThrow('broker-1 ended');
});

it('never brings ports of two topologies together', () => {
  const steps = Array.from({ length: 50 }, (_, step) => 100 * step);
  const families = resolved('full-stack');
  const others = resolved('zk-multiple-kafka-multiple-schema-registry');
  const ports = portsOf(families);
  for (const apart of steps.slice(1)) {
    for (const port of portsOf(others)) {
      expect(ports).not.toContain(port + apart);
      expect(ports).not.toContain(port - apart);
    }
  }
});

function portsOf({ nodes }: ResolvedTopology): readonly number[] {
  return nodes.flatMap(({ listeners, ports }) => [...listeners, ...ports].map(({ port }) => port));
}
