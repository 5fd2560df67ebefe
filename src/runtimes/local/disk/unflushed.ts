/** Takes from a node that has ended what Kafka had written and never flushed, as the death of its machine may do. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnflushedLoss } from '../../../cluster/capabilities.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { instead, LabError } from '../../../errors.ts';
import { namesIn, told } from '../../../files.ts';
import { dataFolder } from '../../../render/local/addressing.ts';
import { instanceDir } from '../../instances.ts';
import { listProcesses } from '../processes.ts';
import { cutSegment } from './cut-segment.ts';
import { readRecoveryPoints } from './recovery-points.ts';

/** By this file a broker tells the controller that its logs are whole (CleanShutdownFileHandler). */
const cleanShutdownFile = '.kafka_cleanshutdown';

/**
 * Cuts the logs of topics whose names begin so where Kafka last flushed them: what came later was in the machine's page cache
 * alone, and Kafka promises of it no more than that other copies have it.
 * @throws LabError `node-state` of a node that runs
 */
export async function loseUnflushed(
  instance: Instance,
  nodeId: string,
  topicPrefix: string,
): Promise<UnflushedLoss> {
  const dir = instanceDir(instance.id);
  if ((await listProcesses(dir)).some((one) => one.nodeId === nodeId)) {
    throw new LabError('node-state', `${nodeId} runs, and would write again what it loses; kill it first`);
  }
  const dataDir = join(dir, dataFolder, nodeId);
  return await told(dataDir, async () => {
    await rm(join(dataDir, cleanShutdownFile), { force: true });
    const points = await readRecoveryPoints(dataDir);
    const logs = (await namesIn(dataDir)).filter(
      (name) => name.startsWith(topicPrefix) && /-\d+$/.test(name),
    );
    let [batches, bytes] = [0, 0];
    for (const log of logs) {
      for (const segment of await segmentsOf(join(dataDir, log))) {
        const cut = await cutSegment(segment, points.get(log) ?? 0);
        batches += cut.batches;
        bytes += cut.bytes;
      }
    }
    return { logs: logs.length, batches, bytes };
  });
}

async function segmentsOf(logDir: string): Promise<readonly string[]> {
  const names = await namesIn(logDir).catch(instead([], 'ENOTDIR'));
  return names.filter((name) => /^\d{20}\.log$/.test(name)).map((name) => join(logDir, name));
}
