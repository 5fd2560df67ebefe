import { $ } from 'zx';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/package-root.ts';

/** A program of its own, since the tests of a worker share what they have loaded. */
const program = `
  const { createRequire } = await import('node:module');
  const { renderTarget } = await import('./src/render/render.ts');
  const { createTopology } = await import('./topologies/index.ts');
  await import('./src/index.ts');
  await import('./src/runtimes/up/lifecycle.ts');
  const cdk8sFiles = () =>
    Object.keys(createRequire(process.cwd() + '/package.json').cache).filter((path) => path.includes('/cdk8s')).length;
  const counts = [];
  for (const target of ['local', 'compose', 'kubernetes']) {
    await renderTarget(createTopology('single-broker').resolve(), target);
    counts.push(cdk8sFiles());
  }
  console.log(JSON.stringify(counts));`;

describe('cdk8s', () => {
  it('is loaded by nothing but the rendering of Kubernetes files', async () => {
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
    const { stdout } = await $({ cwd: packageRoot() })`${process.execPath} ${args}`;
    const [local, compose, kubernetes] = JSON.parse(stdout) as number[];
    expect({ local, compose }).toEqual({ local: 0, compose: 0 });
    expect(kubernetes).toBeGreaterThan(0);
  });
});
