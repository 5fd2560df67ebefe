import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { renderTarget } from '../../../../src/render/render.ts';
import { resolved } from '../../../support/topologies.ts';

const cdk8sFiles = (): number =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('/cdk8s')).length;

describe('cdk8s', () => {
  it('is loaded by nothing but the rendering of Kubernetes files', async () => {
    await import('../../../../src/index.ts');
    await import('../../../../src/runtimes/up/lifecycle.ts');
    await renderTarget(resolved('single-broker'), 'local');
    await renderTarget(resolved('single-broker'), 'compose');
    expect(cdk8sFiles()).toBe(0);
    await renderTarget(resolved('single-broker'), 'kubernetes');
    expect(cdk8sFiles()).toBeGreaterThan(0);
  });
});
