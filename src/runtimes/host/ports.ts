/** Finds out, before anything starts, whether a port of the host that a node needs is taken, and by whom. */
import { instanceDirIn } from '../../kafka/marks.ts';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { hasErrorCode, LabError } from '../../errors.ts';
import { maxPort } from '../../kafka/ports.ts';
import { runCommand } from './process.ts';

/** A port that a node is about to bind, or to have published. */
export interface WantedPort {
  /** Id of the node. */
  readonly id: string;
  /** Address of the host that is bound, such as `127.0.0.1`. */
  readonly host: string;
  readonly port: number;
}

/** What a runtime knows of who has a port; undefined where it does not know. */
export type HolderLookup = (port: number) => Promise<string | undefined>;

/**
 * Asserts that every port can be had.
 * @param lookUp asked first who has a taken port. @default the operating system alone
 * @throws LabError `port-taken` that names every taken port, the node that wants it and who has it.
 */
export async function assertPortsFree(wanted: readonly WantedPort[], lookUp?: HolderLookup): Promise<void> {
  const outOfRange = wanted.find(({ port }) => port > maxPort);
  if (outOfRange !== undefined) {
    throw new LabError(
      'usage',
      `${outOfRange.id} would need port ${outOfRange.port}; use a smaller --port-offset`,
    );
  }
  const checked = await Promise.all(
    wanted.map(async (entry) => ({ ...entry, free: await isPortFree(entry) })),
  );
  const taken = checked.filter(({ free }) => !free);
  if (taken.length === 0) return;
  const lines = await Promise.all(
    taken.map(async ({ id, port }) => {
      const holder = (await lookUp?.(port)) ?? (await holderOf(port));
      return `port ${port} of ${id} is taken by ${holder}`;
    }),
  );
  const [first = '', ...details] = lines;
  const more = details.length === 0 ? '' : ` (and ${details.length} more)`;
  throw new LabError('port-taken', `${first}${more}; end that process, or use --port-offset N`, { details });
}

/** Whether a port of the host can be bound now. */
export async function isPortFree({ host, port }: Omit<WantedPort, 'id'>): Promise<boolean> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    // An address that this host does not have says nothing of the port; whoever binds it will say so.
    return hasErrorCode(error, 'EADDRNOTAVAIL');
  } finally {
    server.close();
  }
}

/** A name that does not come in time is done without. */
const askTimeoutMs = 10_000;

/** The process that listens on a port, as a person knows it. */
async function holderOf(port: number): Promise<string> {
  try {
    // Loaded only here: it takes a tenth of a second, and ports are free as a rule.
    const { portToPid } = await import('pid-port');
    const pid = await portToPid(port);
    if (pid === undefined) return 'a process of another user';
    const asked = ['-ww', '-o', 'command=', '-p', String(pid)];
    const command = (await runCommand('ps', asked, { timeoutMs: askTimeoutMs })).stdout.trim();
    if (command === '') throw new Error(`ps does not know ${pid}`);
    const own = instanceDirIn(command);
    if (own !== undefined) return `pid ${pid} of ${basename(own)} (take it down: klab down ${basename(own)})`;
    return `pid ${pid} (${command.length > 80 ? `${command.slice(0, 80)}…` : command})`;
  } catch {
    return 'a process that cannot be named here';
  }
}
