import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { distDir } from '../../../src/runtimes/up/synthesize.ts';

it('a checkout has its own dist/, wherever klab runs; an installed package has that of the current folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'klab-dist-'));
  try {
    expect(distDir(packageRoot(), root)).toBe(join(packageRoot(), 'dist'));
    expect(distDir(root, '/elsewhere')).toBe(join('/elsewhere', 'dist'));
    // What is built lies in lib/ and is no sign of a checkout.
    await mkdir(join(root, 'lib', 'topologies'), { recursive: true });
    await writeFile(join(root, 'lib', 'topologies', 'index.js'), '');
    expect(distDir(root, '/elsewhere')).toBe(join('/elsewhere', 'dist'));
    await mkdir(join(root, 'topologies'));
    await writeFile(join(root, 'topologies', 'index.ts'), '');
    expect(distDir(root, '/elsewhere')).toBe(join(root, 'dist'));
  } finally {
    await rm(root, { recursive: true });
  }
});
