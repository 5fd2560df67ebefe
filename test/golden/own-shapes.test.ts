/** What a person's own topology may say of single nodes, as every target has it: stored beside its config, as theirs would be. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { klab } from '../support/klab.ts';

it('a config of own topologies renders to what is stored beside it', { timeout: 120_000 }, async () => {
  const folder = join(packageRoot(), 'test', 'golden', 'own-shapes');
  const { stdout, code } = await klab(
    'synth',
    '--check',
    '--json',
    '--config',
    join(folder, 'klab.config.mjs'),
  );
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    out: join(folder, 'dist'),
    check: true,
    changes: [],
    warnings: [],
  });
  expect(code).toBe(0);
});
