/** The committed files of dist/ are the golden files: a change to what is rendered shows in review, and nothing else changes it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { differences, renderTopology } from '../../src/render/render.ts';
import { renderedDigest } from '../support/rendered-digest.ts';
import { allTopologies } from '../support/topologies.ts';

describe.each(allTopologies())('dist/$name', (topology) => {
  it('is what the topology renders to', async () => {
    expect(
      await differences(join(packageRoot(), 'dist', topology.name), await renderTopology(topology)),
    ).toEqual([]);
  });
});

describe('rendered files', () => {
  it.each([
    {
      TZ: 'Pacific/Kiritimati',
      LC_ALL: 'tr_TR.UTF-8',
      LANG: 'tr_TR.UTF-8',
      CDK8S_DISABLE_SORT: '1',
      CDK8S_OUTDIR: '/nowhere',
    },
    { TZ: 'America/St_Johns', LC_ALL: 'C', DOCKER_HOST_IP: '192.0.2.1', KLAB_DOCKER_BIND: '192.0.2.2' },
  ])('are the same bytes with %o', { timeout: 60_000 }, async (env) => {
    const script = join(packageRoot(), 'test', 'support', 'rendered-digest.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, 'print'], {
      env: { ...process.env, ...env },
    });
    expect(stdout.trim()).toBe(await renderedDigest());
  });
});
