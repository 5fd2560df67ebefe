/** The committed Kubernetes and kind files: fresh, the same bytes wherever they are made, and what `cdk8s synth` makes. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { kindFile, kubernetesFile } from '../../src/render/kubernetes/render.ts';
import { renderTarget } from '../../src/render/render.ts';
import { kubernetesDigest } from '../support/kubernetes-digest.ts';
import { manifestsOf, parseManifests } from '../support/manifests.ts';
import { allTopologies } from '../support/topologies.ts';

describe.each(allTopologies())('dist/$name', (topology) => {
  it.each([kubernetesFile, kindFile])('%s is what the topology renders to', async (path) => {
    const files = await renderTarget(topology, 'kubernetes');
    const committed = await readFile(join(packageRoot(), 'dist', topology.name, path), 'utf8');
    expect(files.find((file) => file.path === path)?.content).toBe(committed);
  });
});

describe('Kubernetes files', () => {
  it.each([
    { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
    { TZ: 'America/St_Johns', LC_ALL: 'C', CDK8S_DISABLE_SORT: '1', CDK8S_OUTDIR: '/nowhere' },
  ])('are the same with %o', { timeout: 60_000 }, async (env) => {
    const script = join(packageRoot(), 'test', 'support', 'kubernetes-digest.ts');
    const there = execFileSync(process.execPath, ['--import', 'tsx', script, 'print'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect(there.trim()).toBe(await kubernetesDigest());
  });
});

describe('npx cdk8s synth', () => {
  it('makes the same manifests', { timeout: 120_000 }, async () => {
    const output = await mkdtemp(join(tmpdir(), 'klab-cdk8s-'));
    try {
      execFileSync('npx', ['cdk8s', 'synth', '--output', output], {
        cwd: packageRoot(),
        env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
        stdio: 'pipe',
      });
      const made = await readdir(output);
      expect(made.toSorted()).toEqual(
        allTopologies()
          .map(({ name }) => `${name}.k8s.yaml`)
          .toSorted(),
      );
      for (const topology of allTopologies()) {
        const text = await readFile(join(output, `${topology.name}.k8s.yaml`), 'utf8');
        expect(parseManifests(text)).toEqual(manifestsOf(topology));
      }
    } finally {
      await rm(output, { recursive: true, force: true });
    }
  });
});
