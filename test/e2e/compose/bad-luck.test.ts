/** Bad luck on Docker Engine: always a clear message, an end in time, nothing left that `down` misses, nobody else touched. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { promisify } from 'node:util';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { instanceDir, listInstances } from '../../../src/runtimes/instances.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker, stranger, tracesOf, withEnvironment } from '../../support/docker.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 2_800;
const offset = String(portOffset);
const id = `multi-broker-compose-${offset}`;
const up = ['up', 'multi-broker', '--on', 'compose', '--port-offset', offset] as const;

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

/** Commands of this project that a klab which was killed may have left. */
async function orphans(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'command=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes('klab-multi-broker-2800') && line.includes('compose'));
}

describe('while it comes up', () => {
  it.each(['nodes to start', 'waiting until the cluster is ready'])(
    'klab is killed after "%s": status finds what is there, down removes it',
    async (moment) => {
      const killed = startKlab(...up);
      await killed.printed(moment);
      killed.child.kill('SIGKILL');
      expect(await killed.ended()).toBe('SIGKILL');
      // Its lock would hold the next test up until it is stale, 10 s from now.
      await rm(`${instanceDir(id)}.lock`, { recursive: true });
      // Docker's own command ends with klab: it may have made nothing by then.
      expect((await klab('status', id)).output).toMatch(/broker-3|is not up/);
      expect((await klab('down', id)).code).toBe(0);
      await waitFor({ what: 'orphaned commands to end', timeoutMs: 20_000 }, async () => {
        const left = await orphans();
        return left.length === 0 ? true : new NotYet(left.join('; '));
      });
      expect(await tracesOf(id)).toEqual([]);
    },
  );

  it.each(['nodes to start', 'waiting until the cluster is ready'])(
    'Ctrl-C after "%s" leaves nothing',
    async (moment) => {
      const stopped = startKlab(...up);
      await stopped.printed(moment);
      stopped.child.kill('SIGINT');
      expect(await stopped.ended()).toBe(130);
      expect(await tracesOf(id)).toEqual([]);
      expect(existsSync(instanceDir(id))).toBe(false);
    },
  );

  it('a node that dies at boot fails it at once with the cause in its log', async () => {
    const topology = resolved('multi-broker');
    const [first, ...rest] = topology.nodes;
    const broken = { ...first!, settings: { ...first!.settings, 'num.io.threads': 'none' } };
    const failed = testCluster({ ...topology, nodes: [broken, ...rest] }, { portOffset, runtime });
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(
        /^broker-1 ended while starting \(exit code 1\): .*Invalid value none for configuration num\.io\.threads/,
      ),
      details: expect.arrayContaining([expect.stringContaining('num.io.threads')]),
    });
    expect(await tracesOf(id)).toEqual([]);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it('a ZooKeeper server that dies is named, though brokers wait for it', async () => {
    const topology = resolved('zk-single-kafka-single');
    const nodes = topology.nodes.map((node) =>
      node.role === 'zookeeper' ? { ...node, settings: { ...node.settings, tickTime: 'never' } } : node,
    );
    await expect(testCluster({ ...topology, nodes }, { portOffset, runtime })).rejects.toThrow(
      /^zoo1 ended while starting \(exit code \d+\): .*never/,
    );
    expect(await tracesOf(`zk-single-kafka-single-compose-${offset}`)).toEqual([]);
  });

  it('what it found stays when it fails', async () => {
    await using cluster = await testCluster(resolved('multi-broker'), { portOffset, runtime });
    await cluster.kill('broker-2');
    const before = await tracesOf(id);
    // Its storage names another cluster, so the broker ends at once.
    const container = await containerOf(id, 'broker-2');
    const mounts = await docker('inspect', container, '--format', '{{range .Mounts}}{{.Name}} {{end}}');
    const volume = mounts.split(' ').find((name) => name.endsWith('broker-2-data'))!;
    const script = 'sed -i s/^cluster.id=.*/cluster.id=TgkCneq_g-zqSJUlCiouaA/ /data/meta.properties';
    const image = 'apache/kafka:4.3.1';
    await docker('run', '--rm', '--volume', `${volume}:/data`, '--entrypoint', 'bash', image, '-c', script);
    const failed = await klab(...up);
    expect(failed.output).toMatch(/broker-2 ended while starting \(exit code 1\): .*[Cc]luster/);
    expect(failed.code).toBe(1);
    expect(await tracesOf(id)).toEqual(before);
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'stopped', 'running']);
  });
});

describe('what is not there to begin with', () => {
  it('a port that a process has', async () => {
    const server = createServer().listen(11_893, '127.0.0.1');
    await once(server, 'listening');
    const { code, output } = await klab(...up);
    server.close();
    expect(output).toContain(`port 11893 of broker-2 is taken by pid ${process.pid}`);
    expect(code).toBe(2);
    expect(await tracesOf(id)).toEqual([]);
  });

  it('a port that a container has, and it keeps it', async () => {
    await using other = await stranger('klab-e2e-stranger', '--publish', '127.0.0.1:11892:9092');
    const { code, output } = await klab(...up);
    expect(output).toContain('port 11892 of broker-1 is taken by container klab-e2e-stranger');
    expect(code).toBe(2);
    expect(await other.isRunning()).toBe(true);
  });

  it('a port that is taken while its broker is down', async () => {
    await using cluster = await testCluster(resolved('single-broker'), { portOffset, runtime });
    await cluster.kill('broker-1');
    await using other = await stranger('klab-e2e-stranger', '--publish', '127.0.0.1:11892:9092');
    await expect(cluster.start('broker-1')).rejects.toThrow(
      'port 11892 of broker-1 is taken by container klab-e2e-stranger',
    );
    expect(await other.isRunning()).toBe(true);
  });

  it('an image that cannot be pulled', async () => {
    const topology = resolved('multi-broker');
    const image = 'klab.invalid/no/such-kafka:4.3.1';
    const nodes = topology.nodes.map((node) => ({ ...node, image }));
    await expect(testCluster({ ...topology, nodes }, { portOffset, runtime })).rejects.toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(
        /^image klab\.invalid\/no\/such-kafka:4\.3\.1 cannot be pulled: .*; get it where/,
      ),
    });
    expect(await tracesOf(id)).toEqual([]);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it('several images of one topology: all are named, and none is half there', async () => {
    const topology = resolved('full-stack');
    const nodes = topology.nodes.map((node) =>
      node.role === 'service' ? { ...node, image: `klab.invalid/${node.software}:1` } : node,
    );
    await expect(testCluster({ ...topology, nodes }, { portOffset, runtime })).rejects.toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(
        /^images klab\.invalid\/schema-registry:1, klab\.invalid\/rest-proxy:1, .*klab\.invalid\/console:1 cannot be pulled: .*; get them where/,
      ),
    });
    expect(await tracesOf(`full-stack-compose-${offset}`)).toEqual([]);
    expect(existsSync(instanceDir(`full-stack-compose-${offset}`))).toBe(false);
  });

  it('an engine, the command, enough memory', async () => {
    const noEngine = await withEnvironment({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, () => klab(...up));
    expect(noEngine.output).toContain(
      'error: Docker Engine does not answer at unix:///nowhere/docker.sock; start it, or unset DOCKER_HOST',
    );
    expect(noEngine.code).toBe(1);

    // Whatever else a shell needs is there; docker is not.
    const bin = await mkdtemp(join(tmpdir(), 'klab-bin-'));
    const { stdout } = await promisify(execFile)('bash', ['-c', 'command -v bash']);
    await symlink(stdout.trim(), join(bin, 'bash'));
    const noCommand = await withEnvironment({ PATH: bin }, () => klab(...up));
    expect(noCommand.output).toContain(
      'error: docker is not on PATH; install Docker Engine or Docker Desktop',
    );
    expect(noCommand.code).toBe(2);
    await rm(bin, { recursive: true });

    const topology = resolved('multi-broker');
    const nodes = topology.nodes.map((node) => ({ ...node, heapMb: 4_000_000 }));
    await expect(testCluster({ ...topology, nodes }, { portOffset, runtime })).rejects.toThrow(
      /^multi-broker needs 12000330 MiB for its 3 nodes and Docker has \d+ MiB; give it more, or take fewer brokers$/,
    );
  });
});

describe("somebody else's container", () => {
  it('on a network of the lab keeps it from being removed, and is named', async () => {
    await using cluster = await testCluster(resolved('single-broker'), { portOffset, runtime });
    await using other = await stranger('klab-e2e-stranger', '--network', 'klab-single-broker-2800_clients');
    await using apart = await stranger(
      'klab-e2e-apart',
      '--label',
      'klab.instance=single-broker-compose-28000',
    );
    const kept = await klab('down', cluster.instance.id);
    expect(kept.output).toContain(
      'network klab-single-broker-2800_clients is still used by klab-e2e-stranger, which klab did not make',
    );
    expect(kept.code).toBe(2);
    expect(await other.isRunning()).toBe(true);
    await docker('network', 'disconnect', 'klab-single-broker-2800_clients', other.name);
    expect((await klab('down', cluster.instance.id)).code).toBe(0);
    expect(await tracesOf(cluster.instance.id)).toEqual([]);
    expect(await apart.isRunning()).toBe(true);
  });
});
