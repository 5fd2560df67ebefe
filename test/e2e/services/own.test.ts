/** Containers of one's own beside a secured cluster, on a real Docker Engine: they wait, serve, write, are killed, and are gone. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { containerOf, docker, tracesOf } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';

const config = ['--config', fileURLToPath(new URL('own/klab.config.mjs', import.meta.url))];
const id = 'shop-compose-2530';

afterAll(() => klab('down', id, ...config), 120_000);

it('serve beside a secured cluster, to which they come as who they are', { timeout: 300_000 }, async () => {
  const up = await klab('up', 'shop', '--on', 'compose', '--secure', '--port-offset', '2530', ...config);
  expect(up.output).toContain(`${id} is ready after`);
  expect(up.output).toContain('http://127.0.0.1:11620/graph  what the shop sold');
  const { output } = await klab('status', id, ...config);
  expect(output).toMatch(/till +service +running, serves/);
  expect(output).toMatch(/page +service +running, serves +127\.0\.0\.1:11620/);
  const broker = await containerOf(id, 'broker-1');
  await waitFor({ what: 'orders', timeoutMs: 60_000 }, async () => {
    const log = '/var/lib/kafka/data/orders-0/00000000000000000000.log';
    const bytes = Number((await docker('exec', broker, 'wc', '-c', log)).split(' ')[0]);
    return bytes > 0 ? true : new NotYet('there are none');
  });
});

it('are broken and brought back as any node, and nothing of them stays', { timeout: 120_000 }, async () => {
  expect((await klab('kill', id, 'page', ...config)).code).toBe(0);
  expect((await klab('status', id, ...config)).output).toMatch(/page +service +(stopped|exited)/);
  expect((await klab('start', id, 'page', ...config)).output).toContain('started page');
  expect((await klab('status', id, ...config)).output).toMatch(/page +service +running, serves/);
  expect((await klab('down', id, ...config)).code).toBe(0);
  expect(await tracesOf(id)).toEqual([]);
});
