/** The pods of a set, a deployment or of none, each with what its container is given and told. */
import { marks } from '../kafka/marks.ts';
import { isConfiguration } from '../kafka/images/configuration-paths.ts';
import { softwareOf, startsServer } from '../kafka/images/dialects.ts';
import { readProperties } from '../kafka/properties.ts';
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import { expanded, variablesOf, type Pod } from './environment.ts';
import { hostsOf, outsidePorts, servicesOf } from './hosts.ts';
import { mountsOf, type ReadMounts } from './mounts.ts';
import type { ManifestNode, Remark } from './node.ts';
import { readScript } from './shell.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Kinds that make pods which stay. */
const kinds = ['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Pod'];

/** Fields that are read, by where they stand; what else is said is told as it is. */
const readOfSet = new Set(['replicas', 'template', 'selector', 'volumeClaimTemplates', 'serviceName']);
const readOfPod = new Set(['containers', 'volumes']);
const readOfContainer = new Set([
  'name',
  'image',
  'env',
  'envFrom',
  'command',
  'args',
  'ports',
  'volumeMounts',
  'readinessProbe',
]);

/** Whether an object makes pods that stay. */
export function isWorkload({ kind, content }: Manifest): boolean {
  return kinds.includes(kind) && listOf(podSpec(content, kind)['containers']).length > 0;
}

/** The nodes of one object: each pod of one that runs Kafka or ZooKeeper, and one of any other. */
export function nodesOf(
  workload: Manifest,
  all: readonly Manifest[],
  onRemark: (remark: Remark) => void,
): readonly ManifestNode[] {
  const { kind, content, name, namespace } = workload;
  const spec = recordOf(content['spec']);
  const pod = podSpec(content, kind);
  const containers = listOf(pod['containers']).map(recordOf);
  const softwareIn = (one: Fields): string =>
    softwareOf(variablesOf(one, { name, namespace, host: name }, all).variables, {
      image: textOf(one['image']) ?? '',
      isProgram: isProgram(one),
    });
  const main = containers.find((one) => softwareIn(one) !== 'other') ?? containers[0] ?? {};
  for (const other of [
    ...containers.filter((one) => one !== main),
    ...listOf(pod['initContainers']).map(recordOf),
  ]) {
    const isBefore = !containers.includes(other);
    const label = textOf(other['name']) ?? '';
    onRemark({
      isOwnWay: isBefore && isMarked(workload),
      text: `${label} ${isBefore ? 'runs before' : 'stands in one pod with'} ${name}: klab has one container for each node`,
      at: workload,
      word: `name: ${label}`,
    });
  }
  const asked = Number(spec['replicas'] ?? 1);
  const isSet = Number.isInteger(asked) && asked >= 0 && softwareIn(main) !== 'other';
  const replicas = isSet ? Math.min(asked, 100) : 1;
  if (asked > replicas && !isSet)
    onRemark({
      isOwnWay: true,
      text: `${name} runs once, and was to run ${asked} times`,
      at: workload,
      word: 'replicas:',
    });
  if (replicas === 0)
    onRemark({
      isOwnWay: false,
      text: `${name} has no replicas: none of it runs`,
      at: workload,
      word: 'replicas:',
    });
  const start = Number(recordOf(spec['ordinals'])['start'] ?? 0);
  const services = servicesOf(workload, all);
  const own = textOf(recordOf(recordOf(content['metadata'])['labels'])[marks.node]) ?? name;
  return Array.from({ length: replicas }, (_, index) => {
    const podName = kind === 'Pod' ? name : `${name}-${start + index}`;
    const id = replicas === 1 ? own : podName;
    const governing = textOf(spec['serviceName']);
    const hosts = hostsOf(id, podName, governing, services, all);
    return nodeOf(main, {
      id,
      workload,
      all,
      spec,
      podSpec: pod,
      hosts,
      services,
      pod: { name: podName, namespace, host: id },
    });
  });
}

interface Place {
  readonly id: string;
  readonly workload: Manifest;
  readonly all: readonly Manifest[];
  readonly spec: Fields;
  readonly podSpec: Fields;
  readonly hosts: readonly string[];
  readonly services: readonly Manifest[];
  readonly pod: Pod;
}

function nodeOf(
  container: Fields,
  { id, workload, all, spec, podSpec: pod, hosts, services, pod: named }: Place,
): ManifestNode {
  const given = variablesOf(container, named, all);
  const { volumes, files, from, lost } = mountsOf({
    container,
    pod,
    spec,
    id,
    named: named.name,
    namespace: named.namespace,
    all,
  });
  const words = (field: string): readonly string[] =>
    listOf(container[field]).map((word) => expanded(textOf(word) ?? '', given.variables));
  const [entrypoint, args] = [words('command'), words('args')];
  const script = [...entrypoint, ...args].join('\n');
  // What a script of a ConfigMap says counts where the container is started by it.
  const called = Object.entries(files).flatMap(([path, text]) => (script.includes(path) ? [text] : []));
  const read = readScript([script, ...called].join('\n'), { HOSTNAME: named.name, ...given.variables });
  // What a container before it copies for it is read where it lies.
  const before = listOf(pod['initContainers']).map((one) =>
    mountsOf({ container: recordOf(one), pod, spec, id, named: named.name, namespace: named.namespace, all }),
  );
  const configurations = Object.entries(
    Object.assign({}, ...before.map((one) => one.files), files) as ReadMounts['files'],
  ).filter(([path]) => isConfiguration(path) === true);
  const main = configurations.filter(([path]) => script.includes(path));
  const settings = Object.assign(
    {},
    ...[...(main.length > 0 ? main : configurations).map(([, text]) => text), read.properties].map(
      readProperties,
    ),
    overridesIn(read.text),
  ) as Record<string, string>;
  const { readinessProbe } = container;
  const exec = recordOf(recordOf(readinessProbe)['exec'])['command'];
  const left = (fields: Fields, known: ReadonlySet<string>): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => !known.has(field)));
  const image = textOf(container['image']);
  const ports = listOf(container['ports']).map(recordOf);
  const numbers = new Map(
    ports.map(({ name, containerPort }) => [textOf(name) ?? '', textOf(containerPort) ?? '']),
  );
  const outside = outsidePorts(named.name, services, all, numbers);
  const zone = zoneOf(pod);
  return {
    id,
    group: `${workload.kind} ${workload.namespace} ${workload.name}`,
    blocks: [workload, ...new Set([...given.from, ...from, ...before.flatMap((one) => one.from)])],
    ...(image !== undefined && { image }),
    environment: { ...given.variables, ...read.exported },
    settings,
    entrypoint,
    command: args,
    hosts,
    ports: ports.flatMap(({ containerPort }) => textOf(containerPort) ?? []),
    ...(outside.length > 0 && { outside }),
    ...(pod['hostNetwork'] === true && { isOnHost: true }),
    volumes,
    files,
    ...(zone !== undefined && { zone }),
    unknown: [...given.unknown.map(({ why }) => why), ...lost],
    ...(exec !== undefined && { health: listOf(exec).map((word) => textOf(word) ?? '') }),
    rest: {
      ...(spec === pod ? {} : left(spec, readOfSet)),
      ...left(pod, new Set([...readOfPod, 'initContainers'])),
      ...left(container, readOfContainer),
      ...(readinessProbe !== undefined && exec === undefined && { readinessProbe }),
    },
  };
}

/** The only zone in which a pod may run. */
function zoneOf({ nodeSelector, affinity }: Fields): string | undefined {
  const selected = textOf(recordOf(nodeSelector)[zoneLabel]);
  const required = recordOf(
    recordOf(recordOf(affinity)['nodeAffinity'])['requiredDuringSchedulingIgnoredDuringExecution'],
  );
  const [term, ...others] = listOf(required['nodeSelectorTerms']);
  const expressions = others.length > 0 ? [] : listOf(recordOf(term)['matchExpressions']).map(recordOf);
  const values = listOf(
    expressions.find(({ key, operator }) => key === zoneLabel && operator === 'In')?.['values'],
  );
  return selected ?? (values.length === 1 ? textOf(values[0]) : undefined);
}

const zoneLabel = 'topology.kubernetes.io/zone';

/** Settings that a start command is given (kafka-server-start, `--override`). */
function overridesIn(text: string): Record<string, string> {
  const found = [
    ...text.matchAll(
      /--override[= \n]\s*(?:'([\w.-]+)=([^']*)'|"([\w.-]+)=([^"]*)"|([\w.-]+)=("[^"]*"|'[^']*'|[^\s'"\\;]*))/g,
    ),
  ];
  return Object.fromEntries(
    found.map(([, a, b, c, d, name, value]) => [
      a ?? c ?? name ?? '',
      (b ?? d ?? value ?? '').replaceAll(/^["']|["']$/g, ''),
    ]),
  );
}

function podSpec(content: Fields, kind: string): Fields {
  const spec = recordOf(content['spec']);
  return kind === 'Pod' ? spec : recordOf(recordOf(spec['template'])['spec']);
}

function isProgram(container: Fields): boolean {
  const command = [...listOf(container['command']), ...listOf(container['args'])]
    .map((word) => textOf(word))
    .join(' ');
  return command !== '' && !startsServer(command);
}

/** Whether klab has made an object. */
function isMarked({ content }: Manifest): boolean {
  return recordOf(recordOf(content['metadata'])['labels'])[marks.topology] !== undefined;
}
