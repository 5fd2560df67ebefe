/** An engine that says nothing is not an engine with nothing: told with a `docker` of the test's own, which asks nobody. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeRuntime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { instanceId, readInstance, saveInstance } from '../../../src/runtimes/instances.ts';
import { isThere } from '../../../src/runtimes/up/presence.ts';
import { klab } from '../../support/klab.ts';
import { withEnvironment } from '../../support/docker.ts';
import { resolved } from '../../support/topologies.ts';

const silentDocker = `#!/bin/bash
echo "$*" >>"$KLAB_TEST_LOG"
echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
exit 1
`;
const silence = 'Docker Engine does not answer at unix:///var/run/docker.sock';
const id = instanceId('multi-broker', 'compose', 13_200);

let dir: string;
let silent: Record<string, string>;
let without: Record<string, string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-silence-'));
  const [bin, bare] = [join(dir, 'bin'), join(dir, 'bare')];
  await mkdir(bin);
  await mkdir(bare);
  await writeFile(join(bin, 'docker'), silentDocker);
  await chmod(join(bin, 'docker'), 0o755);
  for (const program of ['bash', 'ps']) {
    const folder = ['/usr/bin', '/bin'].find((one) => existsSync(join(one, program))) ?? '/usr/bin';
    await symlink(join(folder, program), join(bare, program));
  }
  // Whatever this machine's own docker is told of must not count here.
  const common = {
    KLAB_HOME: join(dir, 'home'),
    KLAB_TEST_LOG: join(dir, 'log'),
    DOCKER_HOST: '',
    DOCKER_CONTEXT: '',
    DOCKER_CONFIG: join(dir, 'docker'),
  };
  silent = { ...common, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  without = { ...common, PATH: bare };
  await withEnvironment(silent, () =>
    saveInstance({
      schemaVersion: 1,
      id,
      runtime: 'compose',
      portOffset: 13_200,
      topology: resolved('multi-broker'),
      filesDir: dir,
      createdAt: '2026-01-02T03:04:05Z',
    }),
  );
});
afterAll(() => rm(dir, { recursive: true }));

const run = (env: Record<string, string>, ...args: string[]) => withEnvironment(env, () => klab(...args));

describe('where the engine does not answer', () => {
  it('the list of instances says that nobody knows, to people and to programs', async () => {
    const list = await run(silent, 'status');
    expect(list.output).toContain(`unknown: ${silence}`);
    expect(list.output).toContain(`! ${silence}; start it, or set DOCKER_HOST to one that runs`);
    expect(list.output).not.toContain('nodes run');
    expect(list.code).toBe(1);
    const { code, stdout } = await run(silent, 'status', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      instances: [{ instance: id, running: null, total: 3, unknown: expect.stringContaining(silence) }],
      silent: [expect.stringContaining(silence)],
    });
  });

  it('an instance alone is not called stopped', async () => {
    const { code, output } = await run(silent, 'status', id);
    expect(output).toContain(`error: ${silence}`);
    expect(code).toBe(1);
  });

  it('a list without any does not call that nothing', async () => {
    const { output, code } = await run({ ...silent, KLAB_HOME: join(dir, 'empty') }, 'status');
    expect(output).toContain('klab knows of nothing that is up');
    expect(output).toContain(`! what else may be up is not known: ${silence}`);
    expect(code).toBe(0);
  });

  it('nothing is taken down, and nothing is forgotten', async () => {
    expect(await run(silent, 'down', id)).toMatchObject({ code: 1 });
    expect(await withEnvironment(silent, () => readInstance(id))).toBeDefined();
    const { code, output } = await run(silent, 'down', 'single-broker');
    expect(output).toContain(`nobody knows whether single-broker is up: ${silence}`);
    expect(code).toBe(1);
    // What never was an engine's is known all the same.
    expect(await run(silent, 'down', 'single-broker-local')).toMatchObject({ code: 0 });
  });

  it('no other verb says that it is not up', async () => {
    const { code, output } = await run(silent, 'smoke', 'single-broker');
    expect(output).toContain(`nobody knows whether single-broker is up: ${silence}`);
    expect(code).toBe(1);
  });

  it('a program does not take what is there for its own', async () => {
    await expect(
      withEnvironment(silent, () => isThere(composeRuntime, 'single-broker-compose')),
    ).rejects.toThrow(silence);
  });
});

it('without docker nobody knows of what was made with it, and there is nothing else', async () => {
  const list = await run(without, 'status');
  expect(list.output).toContain('unknown: docker is not on PATH');
  expect(list.output).not.toContain('what else');
  expect(list.code).toBe(1);
  expect(await run(without, 'down', 'single-broker')).toMatchObject({ code: 0 });
});

describe('an engine on another host', () => {
  const far = 'Docker Engine is on another host (tcp://192.0.2.7:2375, chosen by DOCKER_HOST)';

  it.each(['compose', 'kubernetes'])(
    'is refused by up on %s before anything is asked or written',
    async (on) => {
      await rm(silent['KLAB_TEST_LOG']!, { force: true });
      const env = { ...silent, KLAB_HOME: join(dir, 'far'), DOCKER_HOST: 'tcp://192.0.2.7:2375' };
      const { code, output } = await run(env, 'up', 'single-broker', '--on', on);
      // Without kind the place is not looked at.
      expect(output).toMatch(on === 'compose' ? far : /on another host|kind is not on PATH/);
      expect(code).toBe(2);
      expect(existsSync(silent['KLAB_TEST_LOG']!)).toBe(false);
      expect(await readdir(join(dir, 'far', 'instances')).catch(() => [])).toEqual([]);
    },
  );

  it('is told by doctor and status', async () => {
    const env = { ...silent, DOCKER_HOST: 'tcp://192.0.2.7:2375' };
    expect((await run(env, 'doctor')).output).toContain(far);
    expect((await run(env, 'status')).output).toContain('unknown: Docker Engine is on another host');
  });
});
