/** Contexts are written here as docker writes them; the names of hosts are this machine's own, or nobody's. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenEndpoint, endpointHere, isHere } from '../../../../src/runtimes/docker/endpoint.ts';

let DOCKER_CONFIG: string;

beforeAll(async () => {
  DOCKER_CONFIG = await mkdtemp(join(tmpdir(), 'klab-docker-config-'));
  await writeContext('colima', 'unix:///home/x/.colima/docker.sock');
  await writeContext('far', 'ssh://me@192.0.2.7');
});
afterAll(() => rm(DOCKER_CONFIG, { recursive: true }));

async function writeContext(Name: string, Host: string): Promise<void> {
  const folder = join(DOCKER_CONFIG, 'contexts', 'meta', createHash('sha256').update(Name).digest('hex'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'meta.json'), JSON.stringify({ Name, Endpoints: { docker: { Host } } }));
}

async function use(currentContext: string): Promise<void> {
  await writeFile(join(DOCKER_CONFIG, 'config.json'), JSON.stringify({ currentContext }));
}

describe('an engine is on this host', () => {
  it.each([
    'unix:///var/run/docker.sock',
    'npipe:////./pipe/docker_engine',
    'tcp://127.0.0.1:2375',
    'tcp://127.1.2.3:2375',
    'tcp://[::1]:2375',
    'tcp://localhost:2375',
    'tcp://:2375',
    'localhost:2375',
    'ssh://core@localhost:51234/run/podman/podman.sock',
    'tcp://0.0.0.0:2375',
    `tcp://${hostname()}:2375`,
  ])('at %s', async (address) => {
    expect(await isHere(address)).toBe(true);
  });
});

describe('an engine is on another host', () => {
  it.each([
    'tcp://192.0.2.7:2375',
    'tcp://[2001:db8::7]:2375',
    'ssh://me@192.0.2.7',
    'ssh://no-such-host.invalid',
    'https://192.0.2.7',
    '192.0.2.7:2375',
  ])('at %s', async (address) => {
    expect(await isHere(address)).toBe(false);
  });
});

describe('the engine that is chosen', () => {
  it('is the one of DOCKER_HOST, then of DOCKER_CONTEXT, then of the current context, as docker has it', async () => {
    await use('colima');
    expect(await chosenEndpoint({ DOCKER_CONFIG })).toEqual({
      address: 'unix:///home/x/.colima/docker.sock',
      chosenBy: 'docker context use',
      fix: 'docker context use default',
    });
    expect(await chosenEndpoint({ DOCKER_CONFIG, DOCKER_CONTEXT: 'far' })).toMatchObject({
      address: 'ssh://me@192.0.2.7',
      chosenBy: 'DOCKER_CONTEXT',
    });
    const both = { DOCKER_CONFIG, DOCKER_CONTEXT: 'far', DOCKER_HOST: 'tcp://127.0.0.1:1' };
    expect(await chosenEndpoint(both)).toMatchObject({
      address: 'tcp://127.0.0.1:1',
      chosenBy: 'DOCKER_HOST',
    });
    expect(await chosenEndpoint({ DOCKER_CONFIG, DOCKER_CONTEXT: 'default' })).toBeUndefined();
    expect(await chosenEndpoint({ DOCKER_CONFIG: '/nowhere' })).toBeUndefined();
  });

  it('is refused where it is on another host, whoever chose it', async () => {
    await use('far');
    await expect(endpointHere({ DOCKER_CONFIG })).rejects.toThrow(
      "Docker Engine is on another host (ssh://me@192.0.2.7, chosen by docker context use), and no port that it publishes is here; run klab there, or use this host's: docker context use default",
    );
    await expect(endpointHere({ DOCKER_HOST: 'tcp://192.0.2.7:2375' })).rejects.toMatchObject({
      code: 'not-supported',
      exitCode: 2,
      message:
        "Docker Engine is on another host (tcp://192.0.2.7:2375, chosen by DOCKER_HOST), and no port that it publishes is here; run klab there, or use this host's: unset DOCKER_HOST",
    });
    expect(await endpointHere({ DOCKER_CONFIG, DOCKER_CONTEXT: 'colima' })).toBeDefined();
  });

  it('is one that docker knows', async () => {
    await expect(chosenEndpoint({ DOCKER_CONFIG, DOCKER_CONTEXT: 'nope' })).rejects.toMatchObject({
      code: 'usage',
      message:
        'docker knows no context "nope", chosen by DOCKER_CONTEXT; it knows default, colima, far; name one of them, or unset DOCKER_CONTEXT',
    });
  });
});
