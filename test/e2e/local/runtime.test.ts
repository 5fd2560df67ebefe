/** What the local runtime promises beyond a cluster that works: it survives bad luck and leaves nothing behind. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { instanceDir, listInstances, lockInstance, readInstance } from '../../../src/runtimes/instances.ts';
import { localRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import { listProcesses } from '../../../src/runtimes/local/processes.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster } from '../../support/cluster.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const offset = '1000';
const id = 'multi-broker-local-1000';
/** Sessions of three seconds, as a topology and on the command line: a broker that was killed may come back so much sooner. */
const quick = createTopology('multi-broker', { sessionTimeoutMs: 3_000 }).resolve();
const quickly = ['--session-timeout', '3s'] as const;

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

describe('a cluster', () => {
  it('comes up twice, is paused, killed, stopped, started again, and goes down twice', async () => {
    await using cluster = await testCluster(quick, { portOffset: 1_000 });
    const states = async (): Promise<string[]> => (await cluster.status()).map(({ state }) => state);
    expect(await states()).toEqual(['running', 'running', 'running']);

    await cluster.kill('broker-1');
    await cluster.pause('broker-2');
    expect(await states()).toEqual(['stopped', 'paused', 'running']);
    await expect(cluster.kill('broker-1')).rejects.toThrow(
      'broker-1 does not run; start it with: klab start',
    );
    await expect(cluster.stop('broker-2')).rejects.toThrow('broker-2 is paused and cannot end in order');
    await cluster.resume('broker-2');
    await cluster.start('broker-1');
    await expect(cluster.start('broker-1')).rejects.toThrow(/broker-1 runs already \(pid \d+\)/);
    await expect(cluster.kill('broker-9')).rejects.toThrow(
      'multi-broker has no node broker-9; it has broker-1, broker-2, broker-3',
    );

    await cluster.kill('broker-3');
    const again = await klab('up', 'multi-broker', '--port-offset', offset, ...quickly);
    expect(again.output).toContain('1 of 3 nodes to start');
    expect(again.code).toBe(0);
    expect(await states()).toEqual(['running', 'running', 'running']);

    const other = await klab('up', 'multi-broker', '--port-offset', offset, ...quickly, '--brokers', '4');
    expect(other.output).toContain(`${id} is up with other settings; take it down first`);
    expect(other.code).toBe(2);

    expect((await klab('down', id)).code).toBe(0);
    const twice = await klab('down', id);
    expect(twice).toMatchObject({ code: 0, output: expect.stringContaining('nothing was up') });
    expect(await listProcesses(instanceDir(id))).toEqual([]);
  });

  it('runs beside another one of the same topology', async () => {
    await using one = await testCluster(resolved('single-broker'), { portOffset: 1_000 });
    await using two = await testCluster(resolved('single-broker'), { portOffset: 1_200 });
    expect(one.instance.clusterId).not.toBe(two.instance.clusterId);
    const ambiguous = await klab('status', 'single-broker');
    expect(ambiguous.output).toContain(
      'single-broker fits 2 instances: single-broker-local-1000, single-broker-local-1200; name one of them',
    );
    expect(ambiguous.code).toBe(2);
  });
});

describe('bad luck', () => {
  it('names the port that is taken and its process, and starts nothing', async () => {
    const server = createServer().listen(10_093, '127.0.0.1');
    await once(server, 'listening');
    const { code, output } = await klab('up', 'multi-broker', '--port-offset', offset);
    server.close();
    expect(output).toContain(`port 10093 of broker-2 is taken by pid ${process.pid}`);
    expect(code).toBe(2);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it('fails at once when a node dies at boot, with the cause in its log, and removes what it made', async () => {
    const topology = createTopology('multi-broker').resolve();
    const [first, ...rest] = topology.nodes;
    if (first === undefined) throw new Error('no nodes');
    const broken = { ...first, settings: { ...first.settings, 'num.io.threads': 'none' } };
    const up = testCluster({ ...topology, nodes: [broken, ...rest] }, { portOffset: 1_000 });
    await expect(up).rejects.toMatchObject({
      message: expect.stringMatching(
        /^broker-1 ended while starting \(exit code 1\): .*Invalid value none for configuration num\.io\.threads/,
      ),
      details: expect.arrayContaining([expect.stringContaining('num.io.threads')]),
    });
    expect(await listProcesses(instanceDir(id))).toEqual([]);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing after %s in the middle of up', async (signal) => {
    const up = startKlab('up', 'multi-broker', '--port-offset', offset);
    await up.printed('waiting until the cluster is ready');
    up.child.kill(signal);
    expect(await up.ended()).toBe(130);
    expect(await listProcesses(instanceDir(id))).toEqual([]);
    expect(existsSync(instanceDir(id))).toBe(false);
  });

  it('finds its nodes after klab itself was killed in the middle of up', async () => {
    const up = startKlab('up', 'multi-broker', '--port-offset', offset);
    await up.printed('waiting until the cluster is ready');
    up.child.kill('SIGKILL');
    expect(await up.ended()).toBe('SIGKILL');
    expect((await klab('status', id)).output).toContain('broker-3');
    expect(await listProcesses(instanceDir(id))).toHaveLength(3);
    expect((await klab('down', id)).code).toBe(0);
    expect(await listProcesses(instanceDir(id))).toEqual([]);
    // Its lock is still there, and nobody refreshes it.
    expect((await klab('up', 'multi-broker', '--port-offset', offset)).code).toBe(0);
  });

  it('lets one klab at a time bring an instance up or down, and takes down what nothing is stored of', async () => {
    // Held as another klab holds it, for longer than one that has died would be waited for.
    const release = await lockInstance('single-broker-local-1000');
    const up = startKlab('up', 'single-broker', '--port-offset', offset);
    await up.printed('waiting for another klab that brings');
    await release();
    expect(await up.ended()).toBe(0);
    const releaseAgain = await lockInstance('single-broker-local-1000');
    const down = startKlab('down', 'single-broker-local-1000');
    await down.printed('waiting for another klab that brings');
    down.child.kill('SIGINT');
    expect(await down.ended()).toBe(130);
    await releaseAgain();
    await rm(join(instanceDir('single-broker-local-1000'), 'instance.json'));
    const again = await klab('up', 'single-broker', '--port-offset', offset);
    expect(again.output).toContain('nodes of single-broker-local-1000 run, but nothing is stored of it');
    // What failed must not have taken the data from under the nodes that run.
    const meta = join(instanceDir('single-broker-local-1000'), 'data', 'broker-1', 'meta.properties');
    expect(existsSync(meta)).toBe(true);
    const other = await klab('up', 'multi-broker', '--port-offset', offset);
    expect(other.output).toMatch(/is taken by pid \d+ of single-broker-local-1000 \(take it down: klab down/);
    expect((await klab('down', 'single-broker-local-1000')).code).toBe(0);
    expect(await listProcesses(instanceDir('single-broker-local-1000'))).toEqual([]);
    expect(existsSync(instanceDir('single-broker-local-1000'))).toBe(false);
  });

  it('heals what a drill broke when whoever reads the output has gone', async () => {
    await using cluster = await testCluster(quick, { portOffset: 1_000 });
    const drill = startKlab('drill', id, 'kill-leader');
    await drill.printed('killed broker-');
    drill.child.stdout?.destroy();
    drill.child.stderr?.destroy();
    expect(await drill.ended()).toBe(130);
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  });

  it('does not take a process that only looks similar for a node, nor end it', async () => {
    const instance = {
      schemaVersion: 1,
      id: 'single-broker-local-1000',
      runtime: 'local',
      portOffset: 1_000,
      topology: resolved('single-broker'),
      filesDir: join(instanceDir('single-broker-local-1000'), 'files', 'local'),
      createdAt: new Date().toISOString(),
    } as const;
    await mkdir(instanceDir(instance.id), { recursive: true });
    await writeFile(join(instanceDir(instance.id), 'instance.json'), JSON.stringify(instance));
    const marks = [`-Dklab.instance=${instanceDir(instance.id)}-other`, '-Dklab.node=broker-1'];
    const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', '--', ...marks]);
    await once(stranger, 'spawn');
    await takeDown(localRuntime, instance);
    expect(stranger.exitCode).toBeNull();
    expect(await readInstance(instance.id)).toBeUndefined();
    stranger.kill('SIGKILL');
  });
});
