/** The log file of each local node: where it is and how it ends. */
import { hasErrorCode } from '../../errors.ts';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, told } from '../../files.ts';

/** Path of a node's log; restarts append to it. */
function logPath(instanceDir: string, nodeId: string): string {
  return join(instanceDir, 'logs', `${nodeId}.log`);
}

/** Opens a node's log for appending. */
export async function openLog(instanceDir: string, nodeId: string): Promise<FileHandle> {
  const path = logPath(instanceDir, nodeId);
  await makeFolder(dirname(path));
  return await told(path, () => open(path, 'a'));
}

/** The last lines of a node's log; none when it has never run. */
export async function lastLogLines(
  instanceDir: string,
  nodeId: string,
  lines: number,
): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(logPath(instanceDir, nodeId), 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
  return text.trimEnd().split('\n').slice(-lines);
}
