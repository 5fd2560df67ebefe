/** Finds a port offset at which every port of a topology is free, and that no other program is about to take. */
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { hasErrorCode, LabError } from '../errors.ts';
import { makeFolder } from '../files.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { maxNodesPerKind } from '../kafka/ports.ts';
import { labHome } from '../paths.ts';
import type { Runtime } from '../cluster/runtime.ts';
import { isPortFree } from '../runtimes/host/ports.ts';
import { instanceId, listInstances } from '../runtimes/instances.ts';
import { isThere } from '../runtimes/up/presence.ts';

/** A port offset, or the word for one that is found. */
export type PortOffset = number | 'free';

/** Above what people choose; no two of them bring ports together, whatever the topologies. */
const offsets = { first: 8_300, last: 13_200, step: maxNodesPerKind };

/**
 * Does work at an offset: the one that is given, or the first that is free. That one is this program's alone until the
 * work has ended, by when its ports are bound; where somebody who knows nothing of that has bound one, the next is tried.
 * @throws LabError `port-taken` where none is free; what the work throws.
 */
export async function atOffset<T>(
  portOffset: PortOffset,
  topology: ResolvedTopology,
  runtime: Runtime,
  work: (portOffset: number) => Promise<T>,
): Promise<T> {
  if (portOffset !== 'free') return await work(portOffset);
  for (let offset = offsets.first; offset <= offsets.last; offset += offsets.step) {
    const release = await claim(offset);
    if (release === undefined) continue;
    try {
      if (await isFreeAt(offset, topology, runtime)) return await work(offset);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'port-taken') throw error;
    } finally {
      await release();
    }
  }
  const tried = `${offsets.first}-${offsets.last}`;
  throw new LabError(
    'port-taken',
    `no port offset of ${tried} has all ports of ${topology.name} free; take something down (klab status), or name one`,
  );
}

/** @returns what gives it back; undefined where another program has it. */
async function claim(offset: number): Promise<(() => Promise<void>) | undefined> {
  const dir = join(labHome(), 'offsets');
  await makeFolder(dir);
  try {
    // A process that was stopped for long may have lost it: whoever has it by then is told of by their ports.
    const lost = (): void => undefined;
    const release = await lock(join(dir, String(offset)), { realpath: false, onCompromised: lost });
    return () => release().catch(lost);
  } catch (error) {
    if (hasErrorCode(error, 'ELOCKED')) return undefined;
    throw error;
  }
}

async function isFreeAt(offset: number, topology: ResolvedTopology, runtime: Runtime): Promise<boolean> {
  const wanted = portsAt(topology, offset);
  // A node that was killed has given its ports back, and wants them again.
  const kept = (await listInstances()).flatMap((one) => portsAt(one.topology, one.portOffset));
  if (wanted.some((port) => kept.includes(port))) return false;
  const free = await Promise.all(wanted.map((port) => isPortFree({ host: '127.0.0.1', port })));
  return !free.includes(false) && !(await isThere(runtime, instanceId(topology.name, runtime.name, offset)));
}

/** Every port that any runtime binds for a topology: some more than each needs, and the same for all. */
function portsAt({ nodes }: ResolvedTopology, offset: number): readonly number[] {
  return nodes.flatMap(({ listeners, ports }) => [...listeners, ...ports].map(({ port }) => port + offset));
}
