/** The one process that runs all links of an instance: started in the background, found by its mark, given orders. */
import { processMarks } from '../../../kafka/marks.ts';
import { upCommandOf } from '../../shared/node-states.ts';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { hasErrorCode, messageOf, RuntimeError } from '../../../errors.ts';
import { planFile } from '../../../render/local/render.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { instanceDir } from '../../instances.ts';
import { startLasting } from '../../host/process.ts';
import { ownScript } from '../../host/own-script.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { openLog } from '../node-logs.ts';
import { listProcesses } from '../processes.ts';
import { giveOrder, socketName, type Answer, type Order } from './orders.ts';

/** What the process is called among those of its instance; a node's id ends in a number. */
export const linksId = 'links';

/** A process that has just been started reads its plan and binds its links first. */
const readyTimeoutMs = 10_000;

/** Starts the links of an instance that has some and whose process does not run; returns once it runs. */
export async function startLinks(instance: Instance): Promise<ChildProcess | undefined> {
  if (instance.isolatable !== true || (await pidOf(instance)) !== undefined) return undefined;
  const dir = instanceDir(instance.id);
  const log = await openLog(dir, linksId);
  try {
    return await startLasting({
      command: process.execPath,
      args: [...ownScript('run-links'), ...processMarks(dir, linksId), join(instance.filesDir, planFile)],
      cwd: dir,
      logFd: log.fd,
    });
  } finally {
    await log.close();
  }
}

/**
 * Gives the links of an instance an order.
 * @returns undefined where their process does not run.
 * @throws RuntimeError `not-ready` when it runs and takes no orders.
 */
export async function orderLinks(instance: Instance, order: Order): Promise<Answer | undefined> {
  const what = `the links of ${instance.id} to take orders`;
  return waitFor({ what, timeoutMs: readyTimeoutMs }, async () => {
    const pid = await pidOf(instance);
    if (pid === undefined) return undefined;
    try {
      return await giveOrder(join('/proc', String(pid), 'cwd', socketName), order);
    } catch (error) {
      // Not bound yet, or left by a process that is gone and whose place another one is about to take.
      if (hasErrorCode(error, 'ENOENT', 'ECONNREFUSED')) return new NotYet(messageOf(error));
      throw linksGone(instance, error);
    }
  });
}

/** What is said where nodes should be cut off or healed, and nothing leads from one to another. */
export function linksGone(instance: Instance, cause?: unknown): RuntimeError {
  return new RuntimeError(
    'node-state',
    `the links of ${instance.id} do not run, so its nodes cannot reach each other; bring them back: ${upCommandOf(instance, {})}`,
    { cause },
  );
}

async function pidOf({ id }: Instance): Promise<number | undefined> {
  return (await listProcesses(instanceDir(id))).find(({ nodeId }) => nodeId === linksId)?.pid;
}
