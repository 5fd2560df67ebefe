/** A small HTTP server in place of a side service whose image cannot be had everywhere: it speaks what is documented. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server is asked. */
export interface Asked {
  /** Such as `GET /info`, without what follows a question mark. */
  readonly what: string;
  readonly body: unknown;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
}

/** What it answers; 204 where there is no body. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

/** A server that answers until its scope ends. */
export interface HttpService extends AsyncDisposable {
  readonly place: { readonly nodeId: string; readonly url: string };
  readonly port: number;
  /** Everything it was asked, in order. */
  readonly asked: readonly Asked[];
}

/** Starts one. */
export async function httpService(nodeId: string, answer: (asked: Asked) => Answer): Promise<HttpService> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const one = {
        what: `${request.method} ${request.url?.split('?', 1)[0]}`,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        contentType: request.headers['content-type'],
        accept: request.headers.accept,
      };
      asked.push(one);
      const { body, status = body === undefined ? 204 : 200 } = answer(one);
      response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    place: { nodeId, url: `http://127.0.0.1:${port}` },
    port,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
