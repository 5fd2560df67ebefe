/** Reads Kubernetes manifests, and the configuration of a kind cluster, back into what they mean. */
import { marks, quorumConfigMapNames, topologyConfigMapName } from '../../kafka/marks.ts';
import { quorumFileNames } from '../../kafka/images/quorum-files.ts';
import { readProperties } from '../../kafka/properties.ts';
import { UsageError } from '../../errors.ts';
import { fact, type Fact, type FactGroup, type TopologyModel } from '../model.ts';
import { flatten } from './flatten.ts';
import { isRecord, listOf, recordOf, textOf } from '../../untyped.ts';
import { withoutDefaults } from './kubernetes-defaults.ts';
import { podFacts } from './pod.ts';
import { listenerNamesByPort } from './listeners.ts';
import { isOfStrimzi, leftOfStrimzi, strimziGroups } from './strimzi.ts';
import { readYaml } from './yaml.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** Id of the group with the machines of a kind cluster. */
export const kindGroup = 'kind cluster';

/** Id of the group of the namespace: it is named after the topology, or as somebody chose. */
export const namespaceGroup = 'Namespace';

/** @throws UsageError where the text holds no objects of Kubernetes. */
export function readKubernetes(
  text: string,
  path: string,
  kind?: { text: string; path: string },
): TopologyModel {
  const manifests = readYaml(text, path).map((document) => manifestOf(document, path));
  const sets = manifests.filter(isNode);
  const strimzis = manifests.filter(isOfStrimzi);
  const name = manifests
    .map((manifest) => textOf(labelsOf(manifest)[marks.topology]))
    .find((label) => label !== undefined);
  const services = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const id = leadsTo(manifest);
    if (id !== '') services.set(id, [...(services.get(id) ?? []), manifest]);
  }
  const quorumMap = manifests.find((manifest) => nameOf(manifest) === quorumConfigMapNames.sought);
  const quorum = readProperties(textOf(recordOf(quorumMap?.['data'])[quorumFileNames.sought]) ?? '');
  const nodes = sets.map((set): FactGroup => {
    const id = nodeIdOf(set);
    const clean = recordOf(withoutDefaults(set));
    const facts = [...podFacts(clean, quorum), ...leftOfWorkload(clean)];
    const own = services.get(id) ?? [];
    return {
      id,
      isNode: true,
      facts: [...facts, ...own.flatMap((service) => serviceFacts(service, facts, id))],
    };
  });
  const ids = new Set(nodes.map(({ id }) => id));
  // What carries the topology for klab itself says only what follows from the others.
  const others = manifests.filter(
    (manifest) =>
      !isNode(manifest) &&
      !strimzis.includes(manifest) &&
      nameOf(manifest) !== topologyConfigMapName &&
      manifest !== quorumMap &&
      nameOf(manifest) !== quorumConfigMapNames.firstVoters &&
      !ids.has(leadsTo(manifest)),
  );
  return {
    ...(name !== undefined && { name }),
    target: 'kubernetes',
    groups: [
      ...nodes,
      ...strimziGroups(strimzis),
      ...others.map(resourceOf),
      ...strimzis.map(leftOfStrimzi).map(resourceOf),
      ...(kind === undefined ? [] : [kindOf(kind.text, kind.path)]),
    ],
  };
}

function manifestOf(document: unknown, path: string): Manifest {
  if (isRecord(document) && typeof document['kind'] === 'string' && isRecord(document['metadata']))
    return document;
  throw new UsageError(
    `${path} holds a document that is no object of Kubernetes: it has no kind or no metadata`,
  );
}

function isNode(manifest: Manifest): boolean {
  return manifest['kind'] === 'StatefulSet' || manifest['kind'] === 'Deployment';
}

function nameOf(manifest: Manifest): string {
  return textOf(recordOf(manifest['metadata'])['name']) ?? '';
}

function labelsOf(manifest: Manifest): Manifest {
  return recordOf(recordOf(manifest['metadata'])['labels']);
}

function nodeIdOf(manifest: Manifest): string {
  return textOf(labelsOf(manifest)[marks.node]) ?? nameOf(manifest);
}

/** The node that a service selects; empty for what is no node's own service. */
function leadsTo(manifest: Manifest): string {
  if (manifest['kind'] !== 'Service') return '';
  return textOf(recordOf(recordOf(manifest['spec'])['selector'])[marks.node]) ?? nodeIdOf(manifest);
}

/** The fields of the workload itself; `podFacts` has read its template and its claims. */
function leftOfWorkload(clean: Manifest): readonly Fact[] {
  const {
    template: _template,
    volumeClaimTemplates: _claims,
    serviceName,
    ...spec
  } = recordOf(clean['spec']);
  const kind = textOf(clean['kind']) ?? '';
  return [
    ...flatten(spec, 'form', `${kind} spec`),
    ...flatten(serviceName, 'form', `${kind} spec.serviceName`),
    ...metadataFacts(clean, kind),
  ];
}

/** A service's port by the listener behind it, so that a listener that moves is one change and not three. */
function serviceFacts(service: Manifest, nodes: readonly Fact[], id: string): readonly Fact[] {
  const clean = recordOf(withoutDefaults(service));
  const { ports, selector: _selector, ...spec } = recordOf(clean['spec']);
  const names = listenerNamesByPort(nodes);
  // The lab names a node's services after it; what is left of the name says what the service is for.
  const label = `Service ${nameOf(service).replace(id, 'NODE')}`;
  return [
    ...listOf(ports)
      .map(recordOf)
      .map((port): Fact => {
        const target = textOf(port['targetPort'] ?? port['port']) ?? '';
        const listener = names.get(target);
        const isSame = textOf(port['port']) === target;
        return {
          kind: 'port',
          name: `${label} to ${listener ?? target}`,
          fields: {
            port: isSame && listener !== undefined ? "the listener's" : (textOf(port['port']) ?? ''),
            ...(port['nodePort'] !== undefined && { nodePort: textOf(port['nodePort']) ?? '' }),
            ...(port['protocol'] !== undefined && { protocol: textOf(port['protocol']) ?? '' }),
          },
        };
      }),
    ...flatten(spec, 'port', label),
    ...metadataFacts(clean, label),
  ];
}

/** Any other object, field by field. */
function resourceOf(manifest: Manifest): FactGroup {
  const { apiVersion: _api, kind, metadata: _metadata, ...content } = recordOf(withoutDefaults(manifest));
  return {
    id: kind === 'Namespace' ? namespaceGroup : `${textOf(kind) ?? ''} ${nameOf(manifest)}`,
    isNode: false,
    facts: [...flatten(content, 'form'), ...metadataFacts(manifest, '')].filter(({ name: at }) => at !== ''),
  };
}

/** Labels that are not the lab's own; Kubernetes adds the name of a namespace as one. */
function metadataFacts(manifest: Manifest, path: string): readonly Fact[] {
  const labels = Object.entries(labelsOf(manifest)).filter(
    ([name]) => name !== 'kubernetes.io/metadata.name',
  );
  return flatten(Object.fromEntries(labels), 'form', `${path === '' ? '' : `${path} `}labels`).filter(
    ({ name }) => !name.endsWith('labels'),
  );
}

/** The machines: which ports of the host lead where, and what zones there are. */
function kindOf(text: string, path: string): FactGroup {
  const [document] = readYaml(text, path);
  if (!isRecord(document) || document['kind'] !== 'Cluster') {
    throw new UsageError(`${path} is no configuration of a kind cluster; name a file that klab synth wrote`);
  }
  const { kind: _kind, apiVersion: _api, name: _name, nodes, ...rest } = document;
  const machines = listOf(nodes).map(recordOf);
  const ports = machines.flatMap((machine) => listOf(machine['extraPortMappings']).map(recordOf));
  const kinds = machines.map(({ extraPortMappings: _ports, ...machine }) =>
    flatten(machine, 'form')
      .map(({ name, fields }) => `${name} ${fields['value']}`)
      .toSorted()
      .join(', '),
  );
  return {
    id: kindGroup,
    isNode: false,
    facts: [
      ...ports.map(({ hostPort, containerPort, ...port }): Fact => {
        const others = flatten(withoutDefaults(port), 'port').map(({ name, fields }) => [
          name,
          fields['value'],
        ]);
        return {
          kind: 'port',
          name: `host port ${textOf(hostPort)}`,
          fields: { 'node port': textOf(containerPort) ?? '', ...Object.fromEntries(others) },
        };
      }),
      ...kinds.toSorted().map((machine, index) => fact('form', `machine ${index + 1}`, machine)),
      ...flatten(rest, 'form').filter(({ name: at }) => at !== ''),
    ],
  };
}
