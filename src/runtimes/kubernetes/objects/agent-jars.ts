/** The jars of Java agents as ConfigMaps, beside the manifests: these would be hundreds of times longer with them. */
import { marks } from '../../../kafka/marks.ts';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentJarsName } from '../../../kafka/java-agent.ts';
import { agentsOf } from '../../../kafka/node.ts';
import { cacheDir } from '../../../paths.ts';
import { topologyLabels } from '../../../render/kubernetes/labels.ts';
import { contextOf } from '../../../render/kubernetes/context.ts';
import { agentFolder } from '../../jars/agent-folder.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { applyByServer } from '../kubectl/apply-by-server.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';

/** Uploading less than a megabyte, to an API server that may be busy. */
const uploadTimeoutMs = 60_000;

/** Fetches what is missing on this machine; done before anything is made in a cluster. @returns folders by agent's name */
export async function fetchAgents(
  { topology }: Instance,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const agent of agentsOf(topology)) {
    folders.set(agent.name, await agentFolder(agent, { cacheDir: cacheDir(), ...(signal && { signal }) }));
  }
  return folders;
}

/** Brings the jars into the instance's namespace, where pods wait for them; twice is fine. */
export async function applyAgents(instance: Instance, options: KubectlOptions): Promise<void> {
  const { namespace, context } = placeOf(instance);
  const { topology, portOffset } = instance;
  // Without the topology's own label it is not read again with every look at what is deployed, nor taken for drift.
  const { [marks.topology]: _, ...labels } = topologyLabels(contextOf(topology, { namespace, portOffset }));
  const folders = await fetchAgents(instance, options.signal);
  for (const agent of agentsOf(topology)) {
    const jars = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: agentJarsName(agent), namespace, labels },
      binaryData: await base64Files(folders.get(agent.name) ?? ''),
    };
    await applyByServer({ context, namespace }, jars, { ...options, timeoutMs: uploadTimeoutMs });
  }
}

async function base64Files(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar'));
  const contents = names.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
