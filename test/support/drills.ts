/** Runs drills of the catalogue on real clusters: each ends with a verdict that holds, and with nothing broken. */
import { expect } from 'vitest';
import { officeOf } from '../../src/app/office.ts';
import { drillNamed } from '../../src/drills/index.ts';
import { runDrill, type DrillResult } from '../../src/drills/run/run-drill.ts';
import { isUnderReplicated } from '../../src/cluster/partition.ts';
import { readStatus } from '../../src/runtimes/cluster-status.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

/** Runs a drill of the catalogue, and looks that nothing of it is left. */
export async function drill(cluster: RunningCluster, name: string): Promise<DrillResult> {
  const result = await runDrill(cluster, drillNamed(name), {}, { office: officeOf(cluster) });
  const { nodes, partitions = [], problem } = await readStatus(cluster);
  // As text, which is told whole of a test that passes when it is repeated.
  const broken = result.verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text);
  expect(broken.join('; ')).toBe('');
  expect({
    notRunning: nodes.filter(({ state }) => state !== 'running').map(({ id }) => id),
    underReplicated: partitions.filter(isUnderReplicated),
    problem,
  }).toEqual({ notRunning: [], underReplicated: [], problem: undefined });
  expect(result.verdict.totals).toMatchObject({ lost: 0, outOfOrder: 0, unexpected: 0 });
  return result;
}

/** Ids of the nodes that faults hit, in their order. */
export function hit({ verdict }: DrillResult): string[] {
  return verdict.faults.map(({ fault, nodeId }) => `${fault} ${nodeId}`);
}
