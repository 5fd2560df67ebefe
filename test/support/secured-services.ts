/** What every side service beside a secured cluster of containers must show: it works, and shows nothing secret. */
import { expect } from 'vitest';
import { runChecks } from '../../src/checks/run-checks.ts';
import { servicesOf } from '../../src/kafka/node.ts';
import { secretFilesOf } from '../../src/kafka/security/secret-files.ts';
import { instanceDir } from '../../src/runtimes/instances.ts';
import { secretsOf } from '../../src/runtimes/secrets/secrets.ts';
import type { TestCluster } from './cluster.ts';
import { containerOf, docker } from './docker.ts';
import { filesWithLeaks, leaksIn, secretTexts } from './leaks.ts';

/** @param checks names of smoke checks that must pass. */
export async function expectServicesWork(cluster: TestCluster, checks: readonly string[]): Promise<void> {
  const results = await runChecks(cluster, { only: [...checks] });
  const passed = checks.map((name) => ({ name, outcome: 'passed' }));
  expect(results.map(({ name, outcome }) => ({ name, outcome }))).toEqual(passed);
}

/** No password and no key is where others look, and each service has its own files alone. */
export async function expectNothingShown({ instance: { id, topology } }: TestCluster): Promise<void> {
  const texts = await secretTexts(secretsOf(id));
  expect(await filesWithLeaks(instanceDir(id), texts)).toEqual([]);
  for (const node of topology.nodes) {
    const container = await containerOf(id, node.id);
    const shown = [await docker('inspect', container), await docker('logs', container)];
    expect({ node: node.id, leaks: leaksIn(shown.join('\n'), texts) }).toEqual({ node: node.id, leaks: [] });
  }
  for (const node of servicesOf(topology)) {
    const container = await containerOf(id, node.id);
    const found = await docker('exec', container, 'sh', '-c', 'ls /run/klab/secrets 2>/dev/null || true');
    const files = found.split(/\s+/).filter(Boolean).toSorted();
    const expected = secretFilesOf(node, topology.security!).toSorted();
    expect({ node: node.id, files }).toEqual({ node: node.id, files: expected });
  }
}
