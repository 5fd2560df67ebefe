/** A project that a person brought up with docker compose alone: klab attaches to it, and mixes it with nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResolvedTopology } from '../../../src/index.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { renderTarget, writeFiles } from '../../../src/render/render.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker, tracesOf } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 2_300;
const id = `single-broker-compose-${portOffset}`;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-by-hand-'));
});
afterEach(async () => {
  await docker('compose', '--file', join(dir, 'compose.yaml'), 'down', '--volumes');
  await rm(dir, { recursive: true, force: true });
});

/** What a person does with a generated file. */
async function composeUp(topology: ResolvedTopology, ...options: string[]): Promise<void> {
  await writeFiles(dir, await renderTarget(topology, 'compose', { portOffset }));
  await docker('compose', '--file', join(dir, 'compose.yaml'), 'up', ...options);
}

it('is found by every verb, left alone by up, and taken down', async () => {
  await composeUp(resolved('single-broker'), '--wait');
  const made = await docker('inspect', await containerOf(id, 'broker-1'), '--format', '{{.Id}}');

  expect((await klab('status')).output).toContain(id);
  expect((await klab('status', id)).output).toContain('running');
  const only = ['--only', 'brokers-registered,records-kept,listeners-answer'];
  const smoke = await klab('smoke', id, ...only, '--json');
  expect(smoke.output.match(/"outcome": "passed"/g)).toHaveLength(3);
  // The file alone publishes at loopback, where containers do not get.
  expect(smoke.output).toContain('2 listeners of 1 broker answered');
  expect(smoke.output).toMatch(/DOCKER \(docker-host\) not asked: .* KLAB_DOCKER_BIND=172\./);
  expect(smoke.code).toBe(0);
  expect((await klab('kill', id, 'broker-1')).code).toBe(0);
  expect((await klab('start', id, 'broker-1')).code).toBe(0);

  const up = await klab('up', 'single-broker', '--on', 'compose', '--port-offset', String(portOffset));
  expect(up.output).toContain('0 of 1 nodes to start');
  expect(up.output).toMatch(/containers +nowhere: .* KLAB_DOCKER_BIND=172\./);
  expect(up.output).not.toContain('host.docker.internal');
  expect(await docker('inspect', await containerOf(id, 'broker-1'), '--format', '{{.Id}}')).toBe(made);
  expect((await klab('down', id)).code).toBe(0);
  expect(await tracesOf(id)).toEqual([]);
});

it('of which only data and networks are left is down with its data, and down removes it', async () => {
  await composeUp(resolved('single-broker'), '--wait');
  await docker('stop', await containerOf(id, 'broker-1'));
  await docker('rm', await containerOf(id, 'broker-1'));
  expect((await klab('status', id)).output).toContain('down; data kept: 1 volume');
  expect((await klab('down', id)).output).toContain(
    `${id} is gone, with its data (volume klab-single-broker-2300_broker-1-data)`,
  );
  expect(await tracesOf(id)).toEqual([]);
});

it('with other settings is not gone on with, and stays', async () => {
  const topology = resolved('single-broker');
  const nodes = topology.nodes.map((node) => ({
    ...node,
    settings: { ...node.settings, 'num.io.threads': '3' },
  }));
  await composeUp({ ...topology, nodes }, '--no-start');
  await expect(testCluster(topology, { portOffset, runtime })).rejects.toThrow(
    `${id} is there with other settings (broker-1 has another KAFKA_NUM_IO_THREADS); take it down first`,
  );
  expect(await tracesOf(id)).toHaveLength(5);
});
