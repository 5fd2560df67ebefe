import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureLockedJars, type JarProgress } from '../../../../src/runtimes/jars/jar-cache.ts';
import { areJarsOf, mavenServer } from '../../../support/maven-server.ts';

let cacheDir: string;
beforeEach(async () => void (cacheDir = await mkdtemp(join(tmpdir(), 'klab-maven-'))));
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

it('takes a folder as the repository', async () => {
  await using maven = await mavenServer(2);
  const folder = join(cacheDir, 'a mirror');
  for (const [path, content] of maven.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const env = { KLAB_MAVEN_REPOSITORY: pathToFileURL(folder).href };
  let last: JarProgress | undefined;
  const onProgress = (progress: JarProgress): void => void (last = progress);
  expect(await areJarsOf(maven, await ensureLockedJars(maven.lock, { cacheDir, env, onProgress }))).toBe(
    true,
  );
  expect(last).toEqual({ doneBytes: 100_000, totalBytes: 100_000, doneJars: 2, totalJars: 2 });
  expect(maven.asked).toEqual([]);
});

it('sends user and password of the setting, and never prints them', async () => {
  await using maven = await mavenServer(1);
  const env = {
    KLAB_MAVEN_REPOSITORY: maven.env['KLAB_MAVEN_REPOSITORY']?.replace('//', '//me:s%40cret@'),
  };
  let header: string | undefined;
  maven.intercept = (request, response) => {
    header = request.headers.authorization;
    response.writeHead(403).end();
    return true;
  };
  const attempt = ensureLockedJars(maven.lock, { cacheDir, env });
  await expect(attempt).rejects.toThrow(/answered 403/);
  await expect(attempt).rejects.not.toThrow(/cret/);
  expect(Buffer.from(header?.replace('Basic ', '') ?? '', 'base64').toString()).toBe('me:s@cret');
});

it('goes through the proxy of the environment, except where that says not to', async () => {
  await using maven = await mavenServer(1);
  const wanted: string[] = [];
  const port = Number(new URL(maven.env['KLAB_MAVEN_REPOSITORY'] ?? '').port);
  const proxy = createServer().on('connect', (request, client) => {
    wanted.push(request.url ?? '');
    const upstream = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connected\r\n\r\n'));
    upstream.pipe(client).pipe(upstream);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { KLAB_MAVEN_REPOSITORY: 'http://repository.invalid/maven', http_proxy };
  const paths = await ensureLockedJars(maven.lock, { cacheDir, env });
  expect(await areJarsOf(maven, paths)).toBe(true);
  await rm(paths[0] ?? '');
  const direct = { ...maven.env, http_proxy, no_proxy: '127.0.0.1' };
  expect(await areJarsOf(maven, await ensureLockedJars(maven.lock, { cacheDir, env: direct }))).toBe(true);
  expect(wanted).toEqual(['repository.invalid:80']);
  proxy.closeAllConnections();
  proxy.close();
});
it('a setting that is no address is wrong use', async () => {
  await using maven = await mavenServer(1);
  const env = { KLAB_MAVEN_REPOSITORY: 'mirror/maven' };
  await expect(ensureLockedJars(maven.lock, { cacheDir, env })).rejects.toMatchObject({ code: 'usage' });
});
