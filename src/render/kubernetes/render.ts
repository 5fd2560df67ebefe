/** Writes a topology's manifests, and the kind cluster they fit, as files. */
import { App } from 'cdk8s';
import { stringify } from 'yaml';
import { agentJars, agentJarsName } from '../../kafka/java-agent.ts';
import { agentsOf, type ResolvedTopology } from '../../kafka/node.ts';
import { generatedHeader, type RenderedFile } from '../rendered-file.ts';
import { TopologyChart, type TopologyChartProps } from './chart.ts';
import type { KubernetesOptions } from './context.ts';
import { kindCluster } from './kind.ts';

/** Where the manifests stand in the topology's folder. */
const kubernetesFile = 'kubernetes.yaml';

/** Where the kind cluster's configuration stands in the topology's folder. */
const kindFile = 'kind.yaml';

/** All manifests of a topology in the order in which they are applied. */
export function renderKubernetes(
  topology: ResolvedTopology,
  options: Omit<TopologyChartProps, 'topology'> = {},
): RenderedFile {
  const chart = new TopologyChart(new App(), topology.name, { createNamespace: true, ...options, topology });
  // Keys are sorted here, because cdk8s sorts them only where the environment does not say otherwise (CDK8S_DISABLE_SORT).
  const documents = (chart.toJson() as readonly unknown[]).map((manifest) => `---\n${yaml(manifest, true)}`);
  return {
    path: kubernetesFile,
    content: header(topology, notesOf(topology, chart.namespaceName)) + documents.join(''),
  };
}

/** The configuration of the kind cluster that fits a topology. */
export function renderKind(topology: ResolvedTopology, options: KubernetesOptions = {}): RenderedFile {
  return { path: kindFile, content: header(topology) + yaml(kindCluster(topology, options), false) };
}

/** What a person who applies the file by hand must do besides. */
function notesOf(topology: ResolvedTopology, namespace: string): readonly string[] {
  const jars = agentsOf(topology).map(
    (agent) =>
      `Its pods wait for the jars ${agentJars(agent).join(' and ')}, by hand from a folder: kubectl create configmap ${agentJarsName(agent)} --namespace ${namespace} --from-file FOLDER`,
  );
  if (topology.security === undefined) return jars;
  const make = `klab secrets ${kubernetesFile} --stdout | kubectl apply --server-side --filename -`;
  return [...jars, `Its pods wait for Secrets, which are in no file; by hand: ${make}`];
}

function header(topology: ResolvedTopology, notes: readonly string[] = []): string {
  return [...generatedHeader(topology.name), ...notes].map((line) => `# ${line}\n`).join('');
}

/** As YAML 1.1, which kubectl and kind read: there an unquoted `on` is a boolean. */
function yaml(document: unknown, sortMapEntries: boolean): string {
  return stringify(document, { lineWidth: 0, version: '1.1', sortMapEntries, aliasDuplicateObjects: false });
}
