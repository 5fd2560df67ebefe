/** What `up` says of committed files that it does not use. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostAccess } from '../../../../src/kafka/node.ts';
import { kubernetesRuntime } from '../../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { synthesize } from '../../../../src/runtimes/up/synthesize.ts';
import { withBrokerSetting } from '../../../support/changed.ts';
import { resolved } from '../../../support/topologies.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'synthesize-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const clusterId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** What is noted when a topology comes up in a cluster that the host reaches in this way, and what is rendered. */
async function rendered(
  hostAccess: HostAccess,
  topology = resolved('single-broker'),
): Promise<{ notes: string[]; manifests: string }> {
  const notes: string[] = [];
  const request = {
    topology,
    runtime: kubernetesRuntime,
    portOffset: 0,
    progress: { note: (text: string) => notes.push(text) },
  };
  const filesDir = await synthesize(request, {
    schemaVersion: 1,
    id: 'single-broker-kubernetes',
    runtime: 'kubernetes',
    portOffset: 0,
    topology,
    clusterId,
    filesDir: '',
    place: { context: 'shop', namespace: 'klab-single-broker', hostAccess },
    createdAt: '',
  });
  return { notes, manifests: readFileSync(join(filesDir, 'kubernetes.yaml'), 'utf8') };
}

it('committed files are not called stale because the host reaches the cluster otherwise', async () => {
  expect((await rendered('node-port')).notes).toEqual([]);
  expect((await rendered('port-forward')).notes).toEqual([]);
});

it('committed files that are stale are called so', async () => {
  const topology = withBrokerSetting(resolved('single-broker'), 'background.threads', '7');
  expect((await rendered('node-port', topology)).notes).toEqual([
    expect.stringMatching(/^dist\/single-broker is not what this renders to/),
  ]);
});

it('what is deployed has an id of its own', async () => {
  expect((await rendered('node-port')).manifests).toContain(clusterId);
});
