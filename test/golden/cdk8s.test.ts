/** `cdk8s synth` makes what `klab synth` writes: whoever knows cdk8s need not know klab. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { manifestsOf, parseManifests } from '../support/manifests.ts';
import { allTopologies } from '../support/topologies.ts';

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
