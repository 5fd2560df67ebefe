/** The committed compose files: fresh, and the same bytes wherever they are made. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { composeFile, renderCompose } from '../../src/render/compose/render.ts';
import { allTopologies } from '../support/topologies.ts';

describe.each(allTopologies())('dist/$name/compose.yaml', (topology) => {
  it('is what the topology renders to', async () => {
    const committed = await readFile(join(packageRoot(), 'dist', topology.name, composeFile), 'utf8');
    expect(renderCompose(topology)[0]?.content).toBe(committed);
  });
});

describe('compose files', () => {
  const here = createHash('sha256')
    .update(
      allTopologies()
        .flatMap((topology) => renderCompose(topology))
        .map(({ content }) => content)
        .join(''),
    )
    .digest('hex');

  it.each([
    { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
    { TZ: 'America/St_Johns', LC_ALL: 'C', DOCKER_HOST_IP: '192.0.2.1', KLAB_DOCKER_BIND: '192.0.2.2' },
  ])('are the same with %o', { timeout: 60_000 }, (env) => {
    const script = join(packageRoot(), 'test', 'support', 'compose-digest.ts');
    const there = execFileSync(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect(there.trim()).toBe(here);
  });
});
