/**
 * The node processes of an instance, found by a mark on their command lines.
 * No pid is ever stored: after a crash of klab, a reboot, or when a pid has come to name another process, what `ps`
 * shows is still right.
 */
import { signal } from '../host/signal.ts';
import { processMarks } from '../../kafka/marks.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { parsePs, psOutput } from '../host/ps.ts';

const pauseTimeoutMs = 10_000;

/** A process that was killed is gone in a moment, in milliseconds. */
export const killTimeoutMs = 10_000;

/** One live process of an instance. */
export interface NodeProcess {
  /** Id of the node, or what a process is called that is none. */
  readonly nodeId: string;
  readonly pid: number;
  readonly paused: boolean;
}

/** Every live process that carries the instance's mark. */
export async function listProcesses(instanceDir: string): Promise<readonly NodeProcess[]> {
  return parseProcesses(await psOutput(), instanceDir);
}

/** Reads `ps` lines of pid, state and command; processes that have ended but are not reaped are left out. */
export function parseProcesses(output: string, instanceDir: string): readonly NodeProcess[] {
  const mark = processMarks(instanceDir, '').join(' ');
  return parsePs(output).flatMap(({ pid, state, command }) => {
    const at = command.indexOf(mark);
    const nodeId = at < 0 ? undefined : command.slice(at + mark.length).split(' ', 1)[0];
    if (nodeId === undefined || nodeId === '') return [];
    return [{ nodeId, pid, paused: state.startsWith('T') }];
  });
}

/** Ids of all instances below this folder that have live processes, whether or not anything else is left of them. */
export async function listMarkedInstances(instancesDir: string): Promise<readonly string[]> {
  return parseMarkedInstances(await psOutput(), instancesDir);
}

/** Reads the same `ps` lines for the folders named in their marks. */
export function parseMarkedInstances(output: string, instancesDir: string): readonly string[] {
  const [mark, nodeMark] = processMarks(`${instancesDir}/`, '');
  const ids = output.split('\n').flatMap((line) => {
    const at = line.indexOf(mark);
    const end = line.indexOf(` ${nodeMark}`, at);
    return at < 0 || end < 0 ? [] : [line.slice(at + mark.length, end)];
  });
  return [...new Set(ids)].filter((id) => !id.includes('/')).toSorted();
}

/** Sends a signal that ends them to processes of an instance, and waits until none of their nodes has one. */
export async function endAll(
  instanceDir: string,
  processes: readonly NodeProcess[],
  { name, timeoutMs }: { readonly name: 'SIGTERM' | 'SIGKILL'; readonly timeoutMs: number },
): Promise<void> {
  for (const { pid } of processes) signal(pid, name);
  const nodeIds = processes.map(({ nodeId }) => nodeId);
  await waitFor({ what: `${nodeIds.join(', ')} to end`, timeoutMs, intervalMs: 50 }, async () => {
    const left = (await listProcesses(instanceDir)).filter(({ nodeId }) => nodeIds.includes(nodeId));
    const names = left.map(({ nodeId, pid, paused }) => `${nodeId} (pid ${pid}${paused ? ', paused' : ''})`);
    return left.length === 0 ? true : new NotYet(`${names.join(', ')} still there`);
  });
}

/**
 * Waits until the last thread of a process has ended: its ports go with that one, its mark goes with the first. A JVM has
 * eighty, and whoever starts the node again at once would find the ports taken by nobody.
 */
export async function waitUntilEnded(pid: number, timeoutMs: number): Promise<void> {
  await waitFor({ what: `pid ${pid} to end`, timeoutMs, intervalMs: 20 }, async () => {
    const isThere = parsePs(await psOutput()).some((line) => line.pid === pid);
    return isThere ? new NotYet('some of its threads still run') : true;
  });
}

/** Waits until a node's process stands still, or goes on: the kernel stops it a moment after the signal was sent. */
export async function waitUntilPaused(instanceDir: string, nodeId: string, paused: boolean): Promise<void> {
  const what = `${nodeId} to ${paused ? 'stand still' : 'go on'}`;
  await waitFor({ what, timeoutMs: pauseTimeoutMs, intervalMs: 20 }, async () => {
    const found = (await listProcesses(instanceDir)).find((one) => one.nodeId === nodeId);
    // One that has ended meanwhile will never be in either state.
    return found === undefined || found.paused === paused
      ? true
      : new NotYet(`pid ${found.pid} does not yet`);
  });
}
