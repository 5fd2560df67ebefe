/** A small HTTP server that stands for a Maven repository, well-behaved or not. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { mavenPath, type JarLock } from '../../src/runtimes/jars/jar-lock.ts';

/** One request the server was asked. */
export interface Asked {
  readonly path: string;
  readonly range: string | undefined;
}

/** A repository with random jars, and what was asked of it. */
export interface MavenServer extends AsyncDisposable {
  readonly lock: JarLock;
  readonly env: NodeJS.ProcessEnv;
  readonly asked: Asked[];
  /** Content by path; a test may change it. */
  readonly files: Map<string, Buffer>;
  /** Answers in place of the default when it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;
}

/** Starts a repository of so many jars, each of so many bytes. */
export async function mavenServer(jarCount: number, bytes = 50_000): Promise<MavenServer> {
  const contents = Array.from({ length: jarCount }, () => randomBytes(bytes));
  const jars = contents.map((content, index) => ({
    coordinates: `org.example:lib-${String(index).padStart(2, '0')}:1.0`,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/maven\//, '');
    maven.asked.push({ path, range: request.headers.range });
    const content = maven.files.get(path);
    if (content === undefined) response.writeHead(404).end();
    else if (!maven.intercept(request, response, content)) answer(request, response, content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const maven: MavenServer = {
    lock: { schemaVersion: 1, kafka: '0.0.0', jars },
    env: { KLAB_MAVEN_REPOSITORY: `http://127.0.0.1:${(server.address() as AddressInfo).port}/maven` },
    asked: [],
    files: new Map(
      jars.map(({ coordinates }, index) => [mavenPath(coordinates), contents[index] ?? Buffer.alloc(0)]),
    ),
    intercept: () => false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return maven;
}

/** A whole file, or the rest of one from where a Range header says. */
function answer(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': content.length - from,
    ...(from > 0 ? range : {}),
  });
  response.end(content.subarray(from));
}

/**
 * An interceptor: sends the first bytes of one jar, and breaks the connection once they have arrived.
 * @param arrived Settles when the client has stored them: a reset may overtake bytes that are on their way.
 */
export function breakOnceAfter(bytes: number, arrived: () => Promise<unknown>): MavenServer['intercept'] {
  let broken = false;
  return (_request, response, content) => {
    if (broken) return false;
    broken = true;
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, bytes));
    void arrived().finally(() => response.destroy());
    return true;
  };
}

/** True when the files at these paths are the repository's jars, in the order of its lock. */
export async function areJarsOf(maven: MavenServer, paths: readonly string[]): Promise<boolean> {
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  const expected = [...maven.files.values()];
  return (
    contents.length === expected.length &&
    contents.every((content, index) => expected[index]?.equals(content))
  );
}
