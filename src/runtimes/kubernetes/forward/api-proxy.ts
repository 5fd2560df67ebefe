/**
 * A way to the API server that needs no login: kubectl knows every way to log in to a cluster, and answers on a socket
 * that only this user can open. It lets nothing through but port-forwards.
 */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stream } from 'node:stream';
import { startFed } from '../../host/process.ts';
import { kubectlError } from '../kubectl/errors.ts';

/** A proxy that runs. */
export interface ApiProxy {
  /** Path of its socket. */
  readonly socketPath: string;
  /** Whether it has ended, such as by a signal. */
  hasEnded(): boolean;
  /** Ends it; it ends with this process, too. */
  close(): void;
}

/** Which requests are let through, as a regular expression on their paths. */
const portForwards = '^/api/v1/namespaces/[^/]+/pods/[^/]+/portforward$';

/**
 * Runs kubectl until standard input ends, which it does however klab ends, be it killed. `$$` is kubectl once it has
 * taken the shell's place.
 */
const script = `
  exec 3<&0
  { read -r _ <&3; kill $$; rm -rf "$KLAB_PROXY_DIR"; } >/dev/null 2>&1 &
  exec kubectl "$@" </dev/null 3<&-`;

/**
 * Starts a proxy to the API server of a context. It does not keep this process alive.
 * @throws LabError in the words of `kubectlError` when kubectl does not start.
 */
async function startApiProxy(context: string): Promise<ApiProxy> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-proxy-'));
  const socketPath = join(dir, 'api');
  const args = ['--context', context, 'proxy', '--unix-socket', socketPath, '--accept-paths', portForwards];
  // An interrupted drill still has a cluster to heal.
  const child = startFed({
    command: 'sh',
    args: ['-c', script, 'sh', ...args],
    env: { KLAB_PROXY_DIR: dir },
  });
  // Whoever is gone needs no end of input.
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // Its first words: it serves. Without any it has ended.
  const ended = once(child, 'close') as Promise<[number | null]>;
  const failed = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended]);
  if (failed !== undefined) {
    child.stdin.end();
    throw kubectlError('kubectl proxy', { exitCode: failed[0], stderr }, context);
  }
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Stream as Socket).unref();
  return {
    socketPath,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    close: () => child.stdin.end(),
  };
}

/** A proxy that is started again where it has ended: whatever uses it may live for days. */
export interface LastingProxy {
  current(): Promise<ApiProxy>;
  close(): void;
}

/** @throws LabError in the words of `kubectlError` when kubectl does not start the first time. */
export async function startLastingProxy(context: string): Promise<LastingProxy> {
  let proxy: Promise<ApiProxy> = startApiProxy(context);
  let latest = await proxy;
  return {
    async current() {
      if (!latest.hasEnded()) return latest;
      const ended = latest;
      proxy = proxy.then((known) => (known === ended ? startApiProxy(context) : known));
      // One that does not start now may start the next time.
      proxy.catch(() => (proxy = Promise.resolve(ended)));
      return (latest = await proxy);
    },
    close: () => latest.close(),
  };
}
