import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JavaAgent } from '../../../../src/kafka/java-agent.ts';
import { agentFolder, readAgentLock } from '../../../../src/runtimes/jars/agent-folder.ts';
import { jarPath } from '../../../../src/runtimes/jars/jar-paths.ts';
import { agentsOf } from '../../../../src/kafka/node.ts';
import { resolved } from '../../../support/topologies.ts';

const [agent] = agentsOf(resolved('open-stack')) as [JavaAgent];
const names = ['http-20070405.jar', 'jmx_prometheus_javaagent-0.20.0.jar'];

let cacheDir: string;
beforeEach(async () => void (cacheDir = await mkdtemp(join(tmpdir(), 'klab-agents-'))));
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

/** What is cached is known by its size, so zeros stand for jars that were verified before. */
async function fillCache(): Promise<void> {
  const { jars } = await readAgentLock(agent);
  for (const jar of jars) {
    const path = jarPath(jar, cacheDir);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(jar.size));
    await chmod(path, 0o600);
  }
}

const folder = (): Promise<string> =>
  agentFolder(agent, { cacheDir, env: { KLAB_MAVEN_REPOSITORY: `file://${cacheDir}/nothing` } });

it('holds the jars of the agent, for any user of a container to read', async () => {
  await fillCache();
  const path = await folder();
  expect((await readdir(path)).toSorted()).toEqual(names);
  expect((await stat(path)).mode & 0o777).toBe(0o755);
  for (const name of names) expect((await stat(join(path, name))).mode & 0o777).toBe(0o644);
});

it('is the same the second time, and is completed where a copy was not', async () => {
  await fillCache();
  const path = await folder();
  const [first, second] = names.map((name) => join(path, name)) as [string, string];
  await truncate(first, 10);
  const { ino } = await stat(second);
  expect(await folder()).toBe(path);
  expect(await readFile(first)).toHaveLength(81_798);
  expect((await stat(second)).ino).toBe(ino);
});

it('cannot be had where the repository lacks a jar', async () => {
  await expect(folder()).rejects.toMatchObject({ code: 'download-failed' });
});

it('takes no jar that is not locked', async () => {
  await expect(readAgentLock({ ...agent, artifact: 'a:b:1' })).rejects.toThrow('does not lock a:b:1');
});
