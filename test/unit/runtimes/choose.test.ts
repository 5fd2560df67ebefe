import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseRuntime } from '../../../src/runtimes/choose.ts';
import { createTopology } from '../../../topologies/index.ts';
import { secure } from '../../../topologies/secure.ts';
import { resolved } from '../../support/topologies.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-java-'));
  const settings = 'echo "    java.specification.version = 21" >&2';
  await writeFile(join(dir, 'java'), `#!/bin/sh\n${settings}\n`, { mode: 0o755 });
});
afterAll(() => rm(dir, { recursive: true }));

it.each([
  { on: 'compose', env: { KLAB_ON: 'local' }, name: 'compose', reason: 'asked for with --on' },
  { on: undefined, env: { KLAB_ON: 'compose' }, name: 'compose', reason: 'asked for with KLAB_ON' },
  {
    on: undefined,
    env: { PATH: '/nowhere' },
    name: 'compose',
    reason: 'the default without Java 17 or newer',
  },
])('takes $name: $reason', async ({ on, env, name, reason }) => {
  const choice = await chooseRuntime(on, undefined, env, []);
  expect({ name: choice.runtime.name, reason: choice.reason }).toEqual({ name, reason });
});

it('takes local by itself where Java is there', async () => {
  const { runtime, reason } = await chooseRuntime(undefined, undefined, { PATH: dir });
  expect([runtime.name, reason]).toEqual(['local', 'the default: nothing to pull, up in seconds']);
});

it('names what there is for a runtime there is not', async () => {
  await expect(chooseRuntime('mars', undefined, {})).rejects.toThrow(
    'runtime "mars" is not available; use local, compose, kubernetes',
  );
});

it('takes compose for what needs containers, and names what does where local is asked for', async () => {
  const topology = resolved('open-stack');
  const { runtime, reason } = await chooseRuntime(undefined, topology, { PATH: dir });
  expect([runtime.name, reason]).toEqual(['compose', 'the default for what needs containers']);
  const why =
    'open-stack cannot run on local: registry, postgres, connect, prometheus are side services, which need containers; use --on compose or --on kubernetes';
  await expect(chooseRuntime('local', topology, {})).rejects.toThrow(why);
  await expect(chooseRuntime(undefined, topology, { KLAB_ON: 'local' })).rejects.toThrow(why);
});

it('has secured clusters everywhere, but for what needs containers', async () => {
  const topology = secure().resolve();
  for (const name of ['local', 'compose', 'kubernetes']) {
    expect((await chooseRuntime(name, topology, { PATH: dir })).runtime.name).toBe(name);
  }
  const withServices = createTopology('open-stack', { security: { superUsers: ['admin'] } }).resolve();
  await expect(chooseRuntime('local', withServices, {})).rejects.toThrow(
    'open-stack cannot run on local: registry, postgres, connect, prometheus are side services, which need containers; use --on compose or --on kubernetes',
  );
});
