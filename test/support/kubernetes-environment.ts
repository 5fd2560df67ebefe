/** Puts a user's environment in the way of Kubernetes: another configuration of kubectl, missing commands. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withEnvironment } from './docker.ts';
import { kubectl } from './kubernetes.ts';

/** The part of kubectl's configuration that tests change. */
export interface Kubeconfig {
  readonly clusters: { cluster: { server: string } }[];
  readonly users: { user: Record<string, string> }[];
}

/** Runs work with a changed copy of what kubectl knows of one context. */
export async function withKubeconfig<T>(
  context: string,
  change: (config: Kubeconfig) => void,
  work: () => Promise<T>,
): Promise<T> {
  const view = ['config', 'view', '--raw', '--minify', '--flatten', '--output', 'json'];
  const config = JSON.parse(await kubectl(...view, '--context', context)) as Kubeconfig;
  change(config);
  const dir = await mkdtemp(join(tmpdir(), 'klab-kubeconfig-'));
  const path = join(dir, 'config');
  await writeFile(path, JSON.stringify(config));
  try {
    return await withEnvironment({ KUBECONFIG: path }, work);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Runs work where only these commands are to be found. */
export async function withTools<T>(tools: readonly string[], work: () => Promise<T>): Promise<T> {
  const bin = await mkdtemp(join(tmpdir(), 'klab-bin-'));
  for (const tool of tools) {
    const { stdout } = await promisify(execFile)('bash', ['-c', `command -v ${tool}`]);
    await symlink(stdout.trim(), join(bin, tool));
  }
  try {
    return await withEnvironment({ PATH: bin }, work);
  } finally {
    await rm(bin, { recursive: true });
  }
}

/** Resolves when a kind cluster has a machine that runs. */
export async function machinesOf(cluster: string): Promise<void> {
  const filters = ['--filter', `label=io.x-k8s.kind.cluster=${cluster}`, '--filter', 'event=start'];
  const child = execFile('docker', ['events', '--since', '1m', ...filters, '--format', '{{.ID}}']);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  child.kill();
}
