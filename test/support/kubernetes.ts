/** A kind cluster that the end-to-end tests of one run share, and looks at clusters past the lab's own code. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names the cluster of a run; a person who sets it keeps that cluster from run to run. */
const variable = 'KLAB_E2E_KIND';

/** The image that most topologies use. */
const kafkaImage = 'apache/kafka:4.3.1';

/** A cluster that was there before the lab: it is used, and never removed. */
export interface SharedKind {
  readonly cluster: string;
  readonly context: string;
}

/** Runs kubectl. @returns what it printed, trimmed. @throws Error when it fails. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await run('kubectl', args, { maxBuffer: 64 * 1024 * 1024 })).stdout.trim();
}

/** Runs kind. */
export async function kind(...args: string[]): Promise<string> {
  return (await run('kind', args)).stdout.trim();
}

/** Names of the kind clusters that are there. */
export async function kindClusters(): Promise<readonly string[]> {
  return (await kind('get', 'clusters')).split('\n');
}

/** The cluster of this run, made by hand for the first who asks, with Kafka's image in it. */
export async function sharedKind(): Promise<SharedKind> {
  const cluster = process.env[variable] ?? 'klab-e2e';
  const context = `kind-${cluster}`;
  if (!(await kindClusters()).includes(cluster)) {
    const image = process.env['KLAB_KIND_NODE_IMAGE'] ?? '';
    await kind('create', 'cluster', '--name', cluster, ...(image === '' ? [] : ['--image', image]));
    await kind('load', 'docker-image', kafkaImage, '--name', cluster);
  }
  await kubectl('--context', context, 'wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=300s');
  return { cluster, context };
}

/** Global set-up: names the cluster of this run and removes it afterwards, if anybody made it. */
export default function setup(): (() => Promise<void>) | undefined {
  if ((process.env[variable] ?? '') !== '') return undefined;
  const cluster = `klab-e2e-${process.pid}`;
  process.env[variable] = cluster;
  return async () => {
    try {
      if ((await kindClusters()).includes(cluster)) await kind('delete', 'cluster', '--name', cluster);
    } catch {
      // Without kind nobody made one.
    }
  };
}

/** Everything in a cluster with the label of an instance, as `kind/name`. */
export async function tracesIn(context: string, instanceId: string): Promise<readonly string[]> {
  const kinds =
    'namespaces,statefulsets,pods,services,configmaps,poddisruptionbudgets,persistentvolumeclaims,secrets';
  const selector = `klab.instance=${instanceId}`;
  const args = [
    '--context',
    context,
    'get',
    kinds,
    '--all-namespaces',
    '--selector',
    selector,
    '--output',
    'name',
  ];
  return (await kubectl(...args)).split('\n').filter((line) => line !== '');
}
