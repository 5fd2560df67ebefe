/** A generated kind.yaml as kind itself reads it, by hand: its machines are the zones of the topology. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { $ } from 'zx';
import { packageRoot } from '../../../src/package-root.ts';

const run = $({ quiet: true, nothrow: true });
const config = join(packageRoot(), 'dist', 'three-racks', 'kind.yaml');

it('makes a cluster whose nodes are the zones of the topology', async () => {
  const name = `klab-manifests-${process.pid}-racks`;
  const image = process.env['KLAB_KIND_NODE_IMAGE'] ?? '';
  const chosen = image === '' ? [] : ['--image', image];
  try {
    const made = await run`kind create cluster --name ${name} --wait 240s --config ${config} ${chosen}`;
    expect(made.stderr).toContain('You can now use your cluster');
    const zones =
      await run`kubectl --context kind-${name} get nodes -L topology.kubernetes.io/zone --no-headers`;
    expect(
      zones.stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[5] ?? '-'),
    ).toEqual(['-', 'a', 'b', 'c']);
  } finally {
    await run`kind delete cluster --name ${name}`;
  }
}, 500_000);
