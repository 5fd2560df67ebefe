/** Which klab of this user forwards which ports to where, so that others use them, also while no broker answers. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, writeWhole } from '../../../files.ts';
import { labHome } from '../../../paths.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { processLives } from '../../host/signal.ts';
import { kubectlConfig } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';

/** One file of one process. */
interface ForwardRecord {
  readonly pid: number;
  /** What {@link forwardTarget} gives. */
  readonly target: string;
  readonly ports: readonly number[];
}

/** Where forwards to an instance lead, the same in every process: contexts of two configurations may share a name. */
export async function forwardTarget(instance: Instance): Promise<string> {
  const { context, namespace } = placeOf(instance);
  const server = 'jsonpath={.clusters[0].cluster.server}';
  const address = await kubectlConfig(['view', '--minify', '--context', context, '--output', server]);
  return JSON.stringify([address, namespace, instance.id]);
}

/** Notes the ports that this process forwards, or will once others let them go. @returns what forgets them. */
export async function recordForwards(target: string, ports: readonly number[]): Promise<() => void> {
  const path = join(folder(), `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  const record: ForwardRecord = { pid: process.pid, target, ports };
  await writeWhole(path, JSON.stringify(record));
  const forget = (): void => {
    process.off('exit', forget);
    rmSync(path, { force: true });
  };
  process.on('exit', forget);
  return forget;
}

/** Those of the ports that another klab has, and forwards to the same target. */
export async function portsForwardedTo(
  target: string,
  ports: readonly number[],
): Promise<ReadonlySet<number>> {
  const records = (await readRecords()).filter((record) => record.target === target);
  const found = new Set<number>();
  if (records.length === 0) return found;
  // Loaded only here: it takes a tenth of a second, and every verb knows this runtime.
  const { portToPid } = await import('pid-port');
  for (const port of ports) {
    const claimed = records.filter((record) => record.ports.includes(port));
    if (claimed.length === 0) continue;
    const holder = await portToPid({ port, host: '127.0.0.1' }).catch(() => undefined);
    // A record alone proves nothing: its process may have the port no more, or not yet.
    if (claimed.some(({ pid }) => pid === holder)) found.add(port);
  }
  return found;
}

function folder(): string {
  return join(labHome(), 'forwards');
}

async function readRecords(): Promise<readonly ForwardRecord[]> {
  const records = (await namesIn(folder())).map(async (name): Promise<ForwardRecord | undefined> => {
    const path = join(folder(), name);
    try {
      const record = JSON.parse(await readFile(path, 'utf8')) as ForwardRecord;
      if (processLives(record.pid)) return record;
      // It was killed.
      await rm(path, { force: true });
    } catch {
      // It is written, or deleted, at this moment.
    }
    return undefined;
  });
  return (await Promise.all(records)).filter((record) => record !== undefined);
}
