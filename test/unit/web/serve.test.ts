/** The page's server as a program meets it: what it refuses, and that nothing that is asked for leads to the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk } from '../../../src/web/desk/desk.ts';
import { serve, type Served } from '../../../src/web/serve.ts';

const before = process.env['KLAB_HOME'];
const files = { script: 'the script', style: 'the style' };
const desk = {
  listen: () => () => undefined,
  pictures: { of: (name: string) => (name === 'mine' ? '<svg/>' : undefined) },
  reportOf: (number: number) => (number === 1 ? 'the report' : undefined),
} as unknown as Desk;
let home: string;
let page: Served;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-ui-'));
  process.env['KLAB_HOME'] = home;
  page = await serve({ desk, files });
});
afterAll(async () => {
  await page.close();
  if (before === undefined) delete process.env['KLAB_HOME'];
  else process.env['KLAB_HOME'] = before;
  await rm(home, { recursive: true, force: true });
});

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `fetch` would put the path and the headers in order first. */
async function asked(path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}) {
  return await new Promise<{ status: number; text: string; policy: string | undefined }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: page.port, path, method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        const policy = response.headers['content-security-policy'] as string | undefined;
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, policy }));
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
}

const base = (): string => new URL(page.url).pathname;
const origin = (): string => new URL(page.url).origin;

it('serves three files and nothing else', async () => {
  expect(await asked(base())).toMatchObject({ status: 200, text: expect.stringContaining('main.js') });
  expect(await asked(`${base()}main.js`)).toMatchObject({ status: 200, text: 'the script' });
  expect(await asked(`${base()}page.css`)).toMatchObject({ status: 200, text: 'the style' });
  for (const path of ['../package.json', '..%2fpackage.json', '/etc/passwd', 'main.js/', 'constructor']) {
    expect(await asked(`${base()}${path}`)).toMatchObject({ status: 404, text: 'there is nothing here' });
  }
});

it('serves a report that is there, with styles of its own and no script', async () => {
  const { status, text, policy } = await asked(`${base()}report/1`);
  expect({ status, text }).toEqual({ status: 200, text: 'the report' });
  expect(policy).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(await asked(`${base()}graph/mine.svg`)).toMatchObject({ status: 200, text: '<svg/>', policy });
  expect(await asked(`${base()}graph/..%2fmine.svg`)).toMatchObject({ status: 404 });
  for (const other of ['2', '1/', '01x', '-1', '1e0']) {
    expect(await asked(`${base()}report/${other}`)).toMatchObject({ status: 404 });
  }
});

it('lets the page fetch from nowhere else and run nothing of others, also where it refuses', async () => {
  for (const path of [base(), '/']) {
    const { policy } = await asked(path);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  }
});

it('shows nothing to whoever has no key, another name, or another origin', async () => {
  expect(await asked('/')).toMatchObject({ status: 403 });
  expect(await asked(base().replace(/^\/./, '/_'))).toMatchObject({ status: 403 });
  expect(await asked(base(), { headers: { host: `localhost:${page.port}` } })).toMatchObject({ status: 421 });
  expect(await asked(base(), { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
});

it.each([
  { what: 'nothing', body: '', error: 'use one object of JSON' },
  { what: 'a list', body: '[]', error: 'use one object of JSON' },
  { what: 'what is longer than anything it takes', body: `"${'x'.repeat(20_000)}"`, error: 'too long' },
])('takes no action that sends $what', async ({ body, error }) => {
  const headers = { origin: origin() };
  const { status, text } = await asked(`${base()}do/node`, { method: 'POST', headers, body });
  expect(JSON.parse(text)).toMatchObject({ error: expect.stringContaining(error) });
  expect(status).toBe(422);
});

it.each(['exec', 'constructor', '__proto__', ''])('knows no action "%s"', async (name) => {
  const headers = { origin: origin() };
  const { status, text } = await asked(`${base()}do/${name}`, { method: 'POST', headers, body: '{}' });
  expect(JSON.parse(text)).toMatchObject({ error: expect.stringContaining('is not possible; use ') });
  expect(status).toBe(422);
});

it('is found again at the same address by a tab that is still open', async () => {
  const { url, port } = page;
  await page.close();
  page = await serve({ desk, files });
  expect(page.url).toBe(url);
  const second = await serve({ desk, files });
  expect(second.port).not.toBe(port);
  expect(new URL(second.url).pathname).not.toBe(base());
  await second.close();
  await expect(serve({ desk, files, port })).rejects.toThrow(`port ${port} is taken`);
});
