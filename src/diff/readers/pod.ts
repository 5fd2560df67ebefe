/** Reads the pod of a node: what its container runs, what it may use, where it may go, where its data lies. */
import { quorumFilesPath } from '../../kafka/images/image-paths.ts';
import { readEnvironment } from '../../kafka/images/read-environment.ts';
import { fact, type Fact } from '../model.ts';
import { flatten } from './flatten.ts';
import { listOf, recordOf, textOf } from '../../untyped.ts';
import { withoutOwnPorts } from './health.ts';
import { listenerNamesByPort } from './listeners.ts';
import { nodeFacts } from './node-facts.ts';

type Fields = Readonly<Record<string, unknown>>;

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** What a container says that facts of another kind hold. */
const readApart = new Set([...probes, 'name', 'image', 'env', 'ports', 'resources', 'volumeMounts']);

/** Begins the names of what a volume's claim says; a mount's own fields have no such word. */
export const claimField = 'claim';

/**
 * Facts of the template and the claims of a StatefulSet, whose first container is the node.
 * @param statefulSet without defaults.
 * @param quorum settings that it reads in a mounted file where it looks for a dynamic quorum. @default none
 */
export function podFacts(
  statefulSet: Fields,
  quorum: Readonly<Record<string, string>> = {},
): readonly Fact[] {
  const spec = recordOf(statefulSet['spec']);
  const template = recordOf(spec['template']);
  const pod = recordOf(template['spec']);
  const [container = {}, ...sidecars] = listOf(pod['containers']).map(recordOf);
  const {
    containers: _containers,
    affinity,
    topologySpreadConstraints,
    nodeSelector,
    tolerations,
    ...rest
  } = pod;
  const placement = { affinity, topologySpreadConstraints, nodeSelector, tolerations };
  const facts = containerFacts(container, quorum);
  return [
    ...facts,
    ...volumeFacts(container, listOf(spec['volumeClaimTemplates']).map(recordOf)),
    ...Object.entries(placement).flatMap(([name, value]) => flatten(value, 'placement', name)),
    ...flatten(rest, 'form', 'pod'),
    ...sidecars.flatMap((sidecar) => flatten(sidecar, 'form', `container ${textOf(sidecar['name'])}`)),
    ...labelFacts(template),
  ];
}

function containerFacts(container: Fields, quorum: Readonly<Record<string, string>>): readonly Fact[] {
  const image = textOf(container['image']);
  const { clusterId, others, ...environment } = readEnvironment(environmentOf(container['env']), {
    ...(image !== undefined && { image }),
    isProgram: (container['command'] ?? container['args']) !== undefined,
  });
  const readsQuorum = listOf(container['volumeMounts']).some(
    (mount) => recordOf(mount)['mountPath'] === quorumFilesPath,
  );
  const settings = { ...environment.settings, ...(readsQuorum && quorum) };
  const facts = nodeFacts({ ...environment, settings, ...(image !== undefined && { image }) });
  const bound = listenerNamesByPort(facts);
  const opened = listOf(container['ports']).map(recordOf);
  const rest = Object.entries(container).filter(([name]) => !readApart.has(name));
  return [
    ...facts,
    ...(clusterId === undefined ? [] : [fact('cluster id', 'CLUSTER_ID', clusterId)]),
    ...Object.entries(others).map(([name, value]) => fact('environment', name, value)),
    ...listOf(container['env'])
      .map(recordOf)
      .flatMap(({ name, valueFrom }) => flatten(valueFrom, 'environment', `${textOf(name)} from`)),
    // What a container opens is a remark; the settings decide. A port of no listener is worth a word.
    ...opened
      .filter(({ containerPort }) => !bound.has(textOf(containerPort) ?? ''))
      .map((port) =>
        fact('port', `container port ${textOf(port['containerPort'])}`, textOf(port['name']) ?? 'open'),
      ),
    ...flatten(container['resources'], 'resources'),
    ...probes.flatMap((name) => flatten(withoutOwnPorts(container[name], facts), 'health', name)),
    ...rest.flatMap(([name, value]) => flatten(value, 'form', `container.${name}`)),
  ];
}

function environmentOf(list: unknown): Record<string, string> {
  const entries = listOf(list).map((entry) => {
    const { name, value, valueFrom } = recordOf(entry);
    return { name: textOf(name) ?? '', value: textOf(value) ?? '', isLiteral: valueFrom === undefined };
  });
  // The API server leaves empty values out; Kubernetes makes one `$` of two.
  return Object.fromEntries(
    entries
      .filter(({ isLiteral }) => isLiteral)
      .map(({ name, value }) => [name, value.replaceAll('$$', '$')]),
  );
}

/** A mount with the claim behind it. */
function volumeFacts(container: Fields, claims: readonly Fields[]): readonly Fact[] {
  const claimOf = (name: string): Fields =>
    recordOf(claims.find((claim) => recordOf(claim['metadata'])['name'] === name)?.['spec']);
  return listOf(container['volumeMounts'])
    .map(recordOf)
    .map(({ name, mountPath, ...options }): Fact => {
      const volume = textOf(name) ?? '';
      const claim = [...flatten(claimOf(volume), 'volume', claimField), ...flatten(options, 'volume')];
      return {
        kind: 'volume',
        name: textOf(mountPath) ?? '',
        fields: {
          name: volume,
          ...Object.fromEntries(
            claim
              .filter(({ name: at }) => at !== '' && at !== claimField)
              .map(({ name: at, fields }) => [at, fields['value'] ?? '']),
          ),
        },
      };
    });
}

function labelFacts(template: Fields): readonly Fact[] {
  const labels = flatten(recordOf(template['metadata'])['labels'], 'form', 'pod labels');
  return labels.filter(({ name }) => name !== 'pod labels');
}
