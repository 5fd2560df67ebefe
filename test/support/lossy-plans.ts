/** Drills that lose what was acknowledged, on local processes: a verdict that never fails proves nothing. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { selectNode } from '../../src/client/nodes/select-node.ts';
import type { DrillPlan, StepContext } from '../../src/drills/plan/plan.ts';
import { killLeader } from '../../src/drills/plan/plans/leader-faults.ts';
import { messageOf } from '../../src/errors.ts';
import { instanceDir } from '../../src/runtimes/instances.ts';
import { NotYet, waitFor } from '../../src/wait.ts';

/** Removes the lost nodes' logs of the drill's topic, as a dead disk would. */
async function loseDisk({ cluster, topic, lost }: StepContext): Promise<void> {
  for (const { id } of lost) {
    const dataDir = join(instanceDir(cluster.instance.id), 'data', id);
    const logs = (await readdir(dataDir)).filter((entry) => entry.startsWith(`${topic}-`));
    if (logs.length === 0) throw new Error(`${id} has no log of ${topic}`);
    for (const log of logs) await rm(join(dataDir, log), { recursive: true });
  }
}

/** kill-leader, with the only copy gone before the node comes back. */
export const loseTheOnlyCopy: DrillPlan = {
  ...killLeader,
  name: 'lose-disk',
  steps: [
    { kind: 'fault', fault: 'kill', target: 'leader' },
    { kind: 'run', text: 'lose the disk', run: loseDisk },
    { kind: 'heal' },
    { kind: 'await', until: 'writes-back' },
    { kind: 'await', until: 'full-isr' },
  ],
};

/** Starts the follower alone, and waits until it leads. */
async function leadWithoutRecords({ cluster, topic }: StepContext): Promise<void> {
  await cluster.start('broker-2');
  const wait = { what: 'the old follower to lead', timeoutMs: 60_000 };
  await waitFor(wait, async () => {
    const leader = await selectNode(`leader:${topic}/0`, cluster).then(({ id }) => id, messageOf);
    return leader === 'broker-2' ? true : new NotYet(leader);
  });
}

/** A copy that lacks records leads: the follower dies, the leader takes more and dies too, the follower comes back first. */
export const uncleanElection: DrillPlan = {
  ...killLeader,
  name: 'unclean-election',
  steps: [
    { kind: 'fault', fault: 'kill', target: { nodeId: 'broker-2' } },
    { kind: 'await', until: 'isr-shrunk' },
    { kind: 'traffic', durationMs: 1_000 },
    { kind: 'fault', fault: 'kill', target: { nodeId: 'broker-1' } },
    { kind: 'run', text: 'start the follower alone', run: leadWithoutRecords },
    { kind: 'traffic', durationMs: 1_000 },
    { kind: 'heal' },
    { kind: 'await', until: 'writes-back' },
    { kind: 'await', until: 'full-isr' },
    { kind: 'traffic', durationMs: 500 },
  ],
};
