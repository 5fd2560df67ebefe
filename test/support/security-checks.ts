/** All smoke checks of security at once, for a cluster that has everything but tokens. */
import { smokeChecks } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

/** How each ended that did not pass, and how many there are. */
export async function securityChecks(
  cluster: RunningCluster,
): Promise<{ readonly asked: number; readonly notPassed: readonly string[] }> {
  const only = smokeChecks.filter(({ security }) => security !== undefined).map(({ name }) => name);
  const results = await runChecks(cluster, { only });
  const notPassed = results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`);
  return { asked: results.length, notPassed };
}
