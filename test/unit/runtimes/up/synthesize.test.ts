/** What `up` says of committed files that it does not use. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostAccess } from '../../../../src/kafka/node.ts';
import { bringUp } from '../../../../src/runtimes/up/lifecycle.ts';
import type { Runtime } from '../../../../src/cluster/runtime.ts';
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

/** What is noted when a topology comes up in a cluster that the host reaches in this way. */
async function notesOf(hostAccess: HostAccess, topology = resolved('single-broker')): Promise<string[]> {
  const runtime = {
    name: 'kubernetes',
    place: () => Promise.resolve({ context: 'shop', namespace: 'klab-single-broker', hostAccess }),
    up: ({ instance }) => Promise.resolve(instance),
  } as Partial<Runtime> as Runtime;
  const notes: string[] = [];
  const progress = { step() {}, update() {}, note: (text: string) => notes.push(text) };
  await bringUp({ topology, runtime, portOffset: 0, progress, signal: new AbortController().signal });
  return notes;
}

it('committed files are not called stale because the host reaches the cluster otherwise', async () => {
  expect(await notesOf('node-port')).toEqual([]);
  expect(await notesOf('port-forward')).toEqual([]);
});

it('committed files that are stale are called so', async () => {
  const topology = withBrokerSetting(resolved('single-broker'), 'background.threads', '7');
  expect(await notesOf('node-port', topology)).toEqual([
    expect.stringMatching(/^dist\/single-broker is not what this renders to/),
  ]);
});
