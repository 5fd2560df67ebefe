/** A kind cluster that klab made, with others in it: each leaves alone, and the last of klab's takes it away. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { renderKubernetes } from '../../src/render/kubernetes/render.ts';
import { listInstances } from '../../src/runtimes/instances.ts';
import { placeOf } from '../../src/runtimes/kubernetes/place/place.ts';
import { docker } from './docker.ts';
import { klab } from './klab.ts';
import { kind, kindClusters, kubectl, tracesIn } from './kubernetes.ts';
import { resolved } from './topologies.ts';

/**
 * Declares the test; nothing of it is left afterwards.
 * @param made what is up in a kind cluster that its own `up` made, once it is
 * @param guestOffset of two guests, this and 10 more
 */
export function itIsSharedAndRemoved(made: () => RunningCluster, guestOffset: number): void {
  it('its kind cluster is shared with others, and the last of klab’s to leave removes it', async () => {
    const { instance, bootstrap } = made();
    const { id } = instance;
    const own = placeOf(instance).kindCluster!;
    const inOwn = ['--context', `kind-${own}`];
    // Its ports are the cluster's own: nothing of klab runs that would lead there.
    const published = await docker('port', `${own}-control-plane`);
    for (const address of bootstrap) expect(published).toContain(address);
    expect((await klab('smoke', id, '--only', 'records-kept')).code).toBe(0);

    const guest = `single-broker-kubernetes-${guestOffset}`;
    const guestUp = ['up', 'single-broker', '--on', 'kubernetes', '--port-offset', String(guestOffset)];
    const beside = await klab(...guestUp, ...inOwn);
    expect(beside.output).not.toContain('making kind cluster');
    expect(beside.code).toBe(0);
    const idOf = async (name: string): Promise<string | undefined> =>
      (await listInstances()).find((stored) => stored.id === name)?.clusterId;
    expect(await idOf(guest)).not.toBe(await idOf(id));

    // What a person applies in a cluster of klab's is that person's all the same.
    const byHand = await applyByHand(inOwn, guestOffset + 10);
    const [theirs, theirNamespace] = [byHand.id, byHand.namespace];
    expect((await klab('kill', theirs, 'broker-1')).output).toContain('add --yes to kill it all the same');
    expect((await klab('down', theirs)).output).toContain('add --yes to remove it all the same');
    await kubectl(...inOwn, 'create', 'namespace', 'shop');

    const first = await klab('down', id);
    expect(first.output).toContain(
      `kind cluster ${own} stays, with namespace klab-single-broker-${guestOffset} (`,
    );
    expect(first.code).toBe(0);
    expect(await tracesIn(`kind-${own}`, id)).toEqual([]);
    expect((await klab('status', guest)).output).toContain('running');
    const second = await klab('down', guest);
    expect(second.output).toMatch(
      new RegExp(`stays, with namespace ${theirNamespace} \\(.*, namespace shop;`),
    );
    expect(await kindClusters()).toContain(own);
    expect(await tracesIn(`kind-${own}`, theirs)).toContain('statefulset.apps/broker-1');

    await kubectl(...inOwn, 'delete', 'namespace', 'shop');
    expect((await klab('down', theirs, '--yes')).code).toBe(0);
    expect(await kind('get', 'clusters')).not.toContain(own);
    expect(await kubectl('config', 'get-contexts', '--output', 'name')).not.toContain(own);
  }, 600_000);
}

/** As a person does it, without waiting for anything. */
async function applyByHand(
  inCluster: readonly string[],
  portOffset: number,
): Promise<{ readonly id: string; readonly namespace: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-by-hand-'));
  const file = join(dir, 'kubernetes.yaml');
  const options = { portOffset, hostAccess: 'port-forward' } as const;
  await writeFile(file, renderKubernetes(resolved('single-broker'), options).content);
  await kubectl(...inCluster, 'apply', '--filename', file);
  await rm(dir, { recursive: true });
  return {
    id: `single-broker-kubernetes-${portOffset}`,
    namespace: `klab-single-broker-${portOffset}`,
  };
}
