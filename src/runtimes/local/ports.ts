/** Finds out, before anything starts, whether a port of the topology is taken, and by whom. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { portToPid } from 'pid-port';
import { $ } from 'zx';
import { LabError } from '../../errors.ts';
import { localHost } from '../../render/local/addressing.ts';
import type { PlannedProcess } from '../../render/local/plan.ts';

/** @throws LabError `port-taken` that names every taken port, the node that wants it and the process that has it. */
export async function assertPortsFree(processes: readonly PlannedProcess[]): Promise<void> {
  const wanted = processes.flatMap(({ id, ports }) => Object.values(ports).map((port) => ({ id, port })));
  const outOfRange = wanted.find(({ port }) => port > 65_535);
  if (outOfRange !== undefined) {
    throw new LabError(
      'usage',
      `${outOfRange.id} would need port ${outOfRange.port}; use a smaller --port-offset`,
    );
  }
  const checked = await Promise.all(
    wanted.map(async (entry) => ({ ...entry, free: await isFree(entry.port) })),
  );
  const taken = checked.filter(({ free }) => !free);
  if (taken.length === 0) return;
  const lines = await Promise.all(
    taken.map(async ({ id, port }) => `port ${port} of ${id} is taken by ${await holderOf(port)}`),
  );
  const [first = '', ...details] = lines;
  const more = details.length === 0 ? '' : ` (and ${details.length} more)`;
  throw new LabError('port-taken', `${first}${more}; end that process, or use --port-offset N`, { details });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen({ host: localHost, port, exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The process that listens on a port, as a person knows it. */
async function holderOf(port: number): Promise<string> {
  try {
    const pid = await portToPid(port);
    if (pid === undefined) return 'a process of another user';
    const command = (await $({ quiet: true })`ps -ww -o command= -p ${pid}`).stdout.trim();
    return `pid ${pid} (${command.length > 80 ? `${command.slice(0, 80)}…` : command})`;
  } catch {
    return 'a process that cannot be named here';
  }
}
