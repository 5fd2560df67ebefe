/** How soon the lab knows that pods are a cluster, against `kubectl wait` on the same manifests with the same readiness. */
import { clusterAccess } from '../src/cluster/access.ts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntilReady } from '../src/client/topics/readiness.ts';
import { packageRoot } from '../src/package-root.ts';
import { createKindCluster, deleteKindCluster } from '../src/runtimes/kubernetes/place/kind.ts';
import { createTopology } from '../topologies/index.ts';
import { markdownTable, ratios, seconds, spreadOf, timed, times } from './measure.ts';
import { needKind } from './needs.ts';

const run = promisify(execFile);
const topologyName = 'multi-broker';
const topology = createTopology(topologyName).resolve();
const cluster = `klab-bench-${process.pid}`;
const namespace = `klab-${topologyName}`;
const timeoutMs = 300_000;

const dist = (file: string): string => join(packageRoot(), 'dist', topologyName, file);

function kubectl(...args: readonly string[]): Promise<unknown> {
  return run('kubectl', ['--context', `kind-${cluster}`, ...args]);
}

/** Runs both in turn in one kind cluster. @returns a Markdown section. */
export async function benchKubernetesUp(rounds: number, say: (text: string) => void): Promise<string> {
  const nodeImage = process.env['KLAB_KIND_NODE_IMAGE'] ?? '';
  await needKind(topology, nodeImage);
  const labMs: number[] = [];
  const kubectlMs: number[] = [];
  try {
    await makeCluster(nodeImage);
    for (let round = 0; round <= rounds; round++) {
      const lab = await arm(proveReady);
      const waited = await arm(async () => {
        await waitForPods();
        await proveReady();
      });
      const name = round === 0 ? 'warm-up' : String(round);
      say(
        `kubernetes up ${name}: lab ${(lab / 1_000).toFixed(2)} s, kubectl wait ${(waited / 1_000).toFixed(2)} s`,
      );
      if (round === 0) continue;
      labMs.push(lab);
      kubectlMs.push(waited);
    }
  } finally {
    await deleteKindCluster(cluster);
  }
  const rows = [
    ["`kubectl apply`, then the lab's readiness", seconds(spreadOf(labMs))],
    [
      '`kubectl apply`, then `kubectl wait --for=condition=Ready`, then the same readiness',
      seconds(spreadOf(kubectlMs)),
    ],
  ];
  return [
    `## On Kubernetes, from manifests to proven ready: ${topologyName}`,
    '',
    `${rounds} rounds in turn in one kind cluster, images loaded.`,
    '',
    markdownTable(['', 'seconds: median (min-max)'], rows),
    '',
    `- The lab takes ${times(ratios(labMs, kubectlMs))} as long (aim: 1.1x or less).`,
  ].join('\n');
}

async function makeCluster(nodeImage: string): Promise<void> {
  const chosen = nodeImage === '' ? {} : { nodeImage };
  await createKindCluster({ name: cluster, config: dist('kind.yaml'), ...chosen }, {});
  await kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=180s');
  const images = [...new Set(topology.nodes.map((node) => node.image))];
  await run('kind', ['load', 'docker-image', ...images, '--name', cluster]);
}

/** From nothing to what `ready` calls ready; then everything goes, volumes too. */
async function arm(ready: () => Promise<unknown>): Promise<number> {
  const durationMs = await timed(async () => {
    await kubectl('apply', '--filename', dist('kubernetes.yaml'));
    await ready();
  });
  await kubectl('delete', 'namespace', namespace, '--timeout=180s');
  return durationMs;
}

/** `kubectl wait` fails on pods that have not been made, so it waits for that first. */
async function waitForPods(): Promise<void> {
  const pods = topology.nodes.map(({ id }) => `pod/${id}-0`);
  await kubectl('--namespace', namespace, 'wait', '--for=create', ...pods, '--timeout=60s');
  const wait = ['wait', '--for=condition=Ready', 'pod', '--all', `--timeout=${timeoutMs / 1_000}s`];
  await kubectl('--namespace', namespace, ...wait);
}

function proveReady(): Promise<string> {
  const access = clusterAccess(topology, 'kubernetes', 0);
  return waitUntilReady({ topology, access, timeoutMs });
}
