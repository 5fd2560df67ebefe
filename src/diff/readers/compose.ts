/** Reads a compose file back into what it means. */
import { marks } from '../../kafka/marks.ts';
import { UsageError } from '../../errors.ts';
import { agentDirectory } from '../../kafka/java-agent.ts';
import { quorumFilesPath, secretsPath } from '../../kafka/images/image-paths.ts';
import { readEnvironment } from '../../kafka/images/read-environment.ts';
import { readProperties } from '../../kafka/properties.ts';
import { fact, type Fact, type FactGroup, type TopologyModel } from '../model.ts';
import { flatten } from './flatten.ts';
import { isRecord, listOf, recordOf, textOf } from '../../untyped.ts';
import { withoutOwnPorts } from './health.ts';
import { listenerNamesByPort } from './listeners.ts';
import { nodeFacts } from './node-facts.ts';
import { readYaml } from './yaml.ts';

/** Fields of a service that limit it. */
const resourceFields = [
  'deploy',
  'mem_limit',
  'memswap_limit',
  'mem_reservation',
  'cpus',
  'cpu_shares',
  'cpu_quota',
  'cpuset',
  'pids_limit',
];

/** What a service says that facts of another kind hold. */
const readApart = new Set([
  'image',
  'environment',
  'ports',
  'volumes',
  'healthcheck',
  'networks',
  'restart',
  ...resourceFields,
]);

/**
 * @param quorum text of the file that nodes read of a dynamic quorum when they start. @default there is none
 * @throws UsageError where the text is no compose file.
 */
export function readCompose(text: string, path: string, quorum = ''): TopologyModel {
  const [document] = readYaml(text, path, 'compose');
  if (!isRecord(document) || !isRecord(document['services'])) {
    throw new UsageError(`${path} is no compose file: it has no services; name a file that klab synth wrote`);
  }
  const services = Object.entries(document['services']);
  const labels = services.map(([, service]) => recordOf(recordOf(service)['labels'])[marks.topology]);
  const name = labels.map(textOf).find((label) => label !== undefined);
  return {
    ...(name !== undefined && { name }),
    target: 'compose',
    groups: [
      ...services.map(([id, service]) => ({
        id,
        isNode: true,
        facts: serviceFacts(recordOf(service), readProperties(quorum)),
      })),
      ...resources('network', document['networks']),
      ...resources('volume', document['volumes']),
      ...resources('config', document['configs']),
      ...resources('secret', document['secrets']),
    ],
  };
}

function serviceFacts(
  service: Readonly<Record<string, unknown>>,
  mounted: Readonly<Record<string, string>>,
): readonly Fact[] {
  const image = textOf(service['image']);
  const { clusterId, others, ...environment } = readEnvironment(environmentOf(service['environment']), {
    ...(image !== undefined && { image }),
    isProgram: (service['command'] ?? service['entrypoint']) !== undefined,
  });
  const volumes = volumeFacts(listOf(service['volumes']), Object.keys(mounted).length > 0);
  const readsQuorum = volumes.some(({ name }) => name === quorumFilesPath);
  const settings = { ...environment.settings, ...(readsQuorum && mounted) };
  const facts = nodeFacts({ ...environment, settings, ...(image !== undefined && { image }) });
  const rest = Object.entries(service).filter(([name]) => !readApart.has(name));
  return [
    ...facts,
    ...(clusterId === undefined ? [] : [fact('cluster id', 'CLUSTER_ID', clusterId)]),
    ...Object.entries(others).map(([name, value]) => fact('environment', name, value)),
    ...portFacts(listOf(service['ports']), facts),
    ...volumes,
    ...flatten(withoutOwnPorts(service['healthcheck'], facts), 'health', 'healthcheck'),
    ...resourceFields.flatMap((name) => flatten(service[name], 'resources', name)),
    // Compose, and the engine, leave a container alone where nobody says else.
    fact('restart policy', 'restart policy', textOf(service['restart']) ?? 'no'),
    ...networkFacts(service['networks']),
    ...rest.flatMap(([name, value]) => flatten(value, 'form', name)),
  ];
}

/** Compose knows two ways of writing variables, and completes `$…` in their values. */
function environmentOf(environment: unknown): Record<string, string> {
  const entries = Array.isArray(environment)
    ? environment.map((line): [string, unknown] => {
        const text = String(line);
        const at = text.indexOf('=');
        return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
      })
    : Object.entries(recordOf(environment));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, (textOf(value) ?? '').replaceAll('$$', '$')]),
  );
}

/** A published port by the listener behind it, so that a listener that moves is one change and not three. */
function portFacts(ports: readonly unknown[], facts: readonly Fact[]): readonly Fact[] {
  const names = listenerNamesByPort(facts);
  return ports.flatMap((port): readonly Fact[] => {
    if (isRecord(port)) return flatten(port, 'port', String(port['target']));
    const [, address = 'every interface', host = '', inside = ''] = /^(?:(.*):)?([^:]*):([^:]+)$/.exec(
      String(port),
    ) ?? ['', undefined, '', String(port)];
    const listener = facts.find(({ kind, name }) => kind === 'listener' && name === names.get(inside));
    const advertised = listener?.fields['advertised']?.replace(/^.*:/, '');
    const published = host !== '' && host === advertised ? 'as advertised' : host;
    return [{ kind: 'port', name: listener?.name ?? inside, fields: { address, published } }];
  });
}

/** A list of networks, or each with what it gives the service there: the names it is found by, and more. */
function networkFacts(networks: unknown): readonly Fact[] {
  const entries = Array.isArray(networks)
    ? networks.map((name): [string, unknown] => [String(name), {}])
    : Object.entries(recordOf(networks));
  return entries.flatMap(([name, attachment]) => {
    const { aliases, ...others } = recordOf(attachment);
    const names = listOf(aliases).map(String).toSorted().join(', ');
    const rest = Object.keys(others).length === 0 ? [] : flatten(others, 'form', `networks.${name}`);
    return [fact('network', name, names === '' ? 'joined' : `joined as ${names}`), ...rest];
  });
}

/** Folders that a machine gives a container: from where says nothing of what they are. */
const foldersOfMachines: Readonly<Record<string, string>> = {
  [agentDirectory]: 'jars of its agent',
  [secretsPath]: 'its secrets',
};

/** Where a container has a volume: `source:target:options`, a path alone, or an object. */
function targetOf(volume: unknown): string {
  if (isRecord(volume)) return textOf(volume['target']) ?? '';
  const [source = '', path = source] = String(volume).split(':');
  return path;
}

/** @param knowsQuorum whether it is known what its nodes read of a dynamic quorum: others may mount anything there */
function volumeFacts(volumes: readonly unknown[], knowsQuorum: boolean): readonly Fact[] {
  const folders: Readonly<Record<string, string>> = {
    ...foldersOfMachines,
    ...(knowsQuorum && { [quorumFilesPath]: 'where the quorum is' }),
  };
  return volumes.flatMap((volume) => {
    const [source = '', path = source, ...options] = isRecord(volume) ? ['', ''] : String(volume).split(':');
    const what = folders[targetOf(volume)];
    if (what !== undefined) return [fact('volume', targetOf(volume), what)];
    if (isRecord(volume)) return flatten(volume, 'volume', String(volume['target']));
    return [fact('volume', path, [source, ...options].join(':'))];
  });
}

/** What the file says of a network or volume beyond that there is one, which its nodes say. */
function resources(kind: string, all: unknown): readonly FactGroup[] {
  return Object.entries(recordOf(all)).map(([name, content]) => ({
    id: `${kind} ${name}`,
    isNode: false,
    facts: flatten(content ?? {}, 'form').filter(({ name: path }) => path !== ''),
  }));
}
