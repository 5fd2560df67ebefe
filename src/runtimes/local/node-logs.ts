/** The log file of each local node: where it is and how it ends. */
import { hasErrorCode, instead } from '../../errors.ts';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, told } from '../../files.ts';

/** Path of a node's log; restarts append to it. */
function logPath(instanceDir: string, nodeId: string): string {
  return join(instanceDir, 'logs', `${nodeId}.log`);
}

/** Removes a node's log. */
export async function removeLog(instanceDir: string, nodeId: string): Promise<void> {
  await rm(logPath(instanceDir, nodeId), { force: true });
}

/** Opens a node's log for appending. */
export async function openLog(instanceDir: string, nodeId: string): Promise<FileHandle> {
  const path = logPath(instanceDir, nodeId);
  await makeFolder(dirname(path));
  return await told(path, () => open(path, 'a'));
}

/** How much of a log is read for its first error, in bytes: a node that fails as it starts has not told more. */
const mostBytes = 8_000_000;

/** What stands in a log between two runs of its node. */
const runMark = '=== klab starts ';

/** Marks where the log of a new run begins. */
export async function markRun(log: FileHandle, nodeId: string): Promise<void> {
  await log.write(`${runMark}${nodeId} at ${new Date().toISOString()} ===\n`);
}

/** The log of a node's last run, from its beginning; none when it has never run. */
export async function runLog(instanceDir: string, nodeId: string): Promise<readonly string[]> {
  const path = logPath(instanceDir, nodeId);
  let text: string;
  try {
    await using log = await open(path, 'r');
    const { size } = await log.stat();
    const start = Math.max(0, size - mostBytes);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - start), 0, size - start, start);
    text = buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
  const lines = text.trimEnd().split('\n');
  return lines.slice(lines.findLastIndex((line) => line.startsWith(runMark)) + 1);
}

/** The last lines of a node's log; none when it has never run. */
export async function lastLogLines(
  instanceDir: string,
  nodeId: string,
  lines: number,
): Promise<readonly string[]> {
  const text = await readFile(logPath(instanceDir, nodeId), 'utf8').catch(instead(undefined, 'ENOENT'));
  return text === undefined ? [] : text.trimEnd().split('\n').slice(-lines);
}
