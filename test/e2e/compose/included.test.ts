/**
 * The lab's file within an application's, and what is left of it: one project, whoever starts it; other services stay;
 * kept data is named before anything starts; and what has gone is gone for every home.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderTarget, writeFiles } from '../../../src/render/render.ts';
import { containerOf, docker, tracesOf, withEnvironment } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 2_500;
const id = `single-broker-compose-${portOffset}`;
const up = ['up', 'single-broker', '--on', 'compose', '--port-offset', String(portOffset)] as const;
const volume = 'klab-e2e-shop_broker-1-data';
const application = `name: klab-e2e-shop
include:
  - kafka/compose.yaml
services:
  web:
    image: apache/kafka:4.3.1
    entrypoint: ['sleep', '3600']
    networks: [cluster]
`;
let dir: string;

async function compose(...args: string[]): Promise<string> {
  return docker('compose', '--file', join(dir, 'shop.yaml'), ...args);
}

async function isWebUp(): Promise<boolean> {
  return (await docker('inspect', 'klab-e2e-shop-web-1', '--format', '{{.State.Running}}')) === 'true';
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-included-'));
  await writeFiles(
    join(dir, 'kafka'),
    await renderTarget(resolved('single-broker'), 'compose', { portOffset }),
  );
  await writeFile(join(dir, 'shop.yaml'), application);
  await compose('up', '--wait');
});
afterAll(async () => {
  await compose('down', '--volumes');
  await rm(dir, { recursive: true, force: true });
});

it('is whole, and its node is cut off and back on the networks of the application', async () => {
  const { output } = await klab('status', id);
  expect(output).toContain('running');
  expect(output).not.toContain('cut off');
  expect((await klab('isolate', id, 'broker-1')).code).toBe(0);
  expect((await klab('status', id)).output).toContain('cut off (all)');
  expect((await klab('heal', id, 'broker-1')).code).toBe(0);
  expect((await klab('status', id)).output).not.toContain('cut off');
});

it('up goes on in the same project, and lets other services be', async () => {
  const again = await withEnvironment({ COMPOSE_REMOVE_ORPHANS: '1' }, () => klab(...up));
  expect(again.output).toContain('0 of 1 nodes to start');
  expect(again.output).toContain('klab-e2e-shop_cluster');
  await docker('rm', '--force', await containerOf(id, 'broker-1'));
  // A node is not made of what is down but by up, which looks at the data first.
  const start = await klab('start', id, 'broker-1');
  expect(start.output).toContain(`${id} is down; bring it up: klab up single-broker --on compose`);
  expect(start.code).toBe(2);
  expect((await withEnvironment({ COMPOSE_REMOVE_ORPHANS: '1' }, () => klab(...up))).code).toBe(0);
  expect(await containerOf(id, 'broker-1')).toBe('klab-e2e-shop-broker-1-1');
  expect((await tracesOf(id)).filter((trace) => !trace.includes('klab-e2e-shop'))).toEqual([]);
  expect(await isWebUp()).toBe(true);
});

it('data that is kept is told, and not given to an older Kafka', async () => {
  await compose('down');
  expect((await klab('status')).output).toMatch(new RegExp(`${id} .*down; data kept: 1 volume `));
  const older = await klab(...up, '--kafka', '3.9.2');
  expect(older.output).toContain(
    `data of ${id} is kept (broker-1): it is of Kafka 4.3 (metadata.version 30), and Kafka 3.9.2 was asked for`,
  );
  expect(older.output).toContain(`delete that data with klab down ${id} (volume ${volume})`);
  expect(older.code).toBe(2);
  expect(await tracesOf(id)).toEqual([`volume ${volume}`]);
});

it('what another home took down is not there for this one', async () => {
  const other = await mkdtemp(join(tmpdir(), 'klab-other-home-'));
  const down = await withEnvironment({ KLAB_HOME: other }, () => klab('down', id));
  expect(down.output).toContain(`${id} is gone, with its data (volume ${volume})`);
  await rm(other, { recursive: true, force: true });

  expect((await klab('status')).output).not.toContain(id);
  const start = await klab('start', id, 'broker-1');
  expect(start.output).toContain(`${id} is not up`);
  expect(start.code).toBe(2);
  expect(await tracesOf(id)).toEqual([]);
  expect((await klab('down', id)).output).toContain(`${id} is forgotten: nothing of it was left`);
});
