/** Programs and people that want a cluster beside others need choose no port offset, and two that choose at once do not meet. */
import { afterEach, expect, it } from 'vitest';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { klab } from '../../support/klab.ts';

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

it('two klabs at once bring the same topology up twice, each at an offset of its own', async () => {
  const up = ['up', 'single-broker', '--on', 'local', '--port-offset', 'free', '--json'];
  const outcomes = await Promise.all([klab(...up), klab(...up)]);
  expect(outcomes).toEqual([expect.objectContaining({ code: 0 }), expect.objectContaining({ code: 0 })]);
  const made = outcomes.map(({ stdout }) => JSON.parse(stdout) as { instance: string; bootstrap: string[] });
  expect(new Set(made.map(({ instance }) => instance)).size).toBe(2);
  expect(new Set(made.flatMap(({ bootstrap }) => bootstrap)).size).toBe(2);
  for (const { instance } of made) {
    const offset = Number(/^single-broker-local-(\d+)$/.exec(instance)?.[1]);
    expect(offset).toBeGreaterThan(0);
    expect(await klab('smoke', instance, '--only', 'records-kept')).toMatchObject({ code: 0 });
  }
});

it('one that is brought up for smoke checks alone goes down again', async () => {
  const smoke = await klab('smoke', 'single-broker', '--up', '--on', 'local', '--port-offset', 'free');
  expect(smoke.output).toMatch(/single-broker-local-\d+ is ready/);
  expect(smoke.output).toMatch(/single-broker-local-\d+ is gone, with its data/);
  expect(smoke.code).toBe(0);
  expect(await listInstances()).toEqual([]);
});
