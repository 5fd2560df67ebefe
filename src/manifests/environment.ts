/** Variables of a container: literal, of ConfigMaps, and what it is told of its own pod. */
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import { findManifest } from './node.ts';

/** What is known of a pod before it runs. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  /** A name under which others reach it. */
  readonly host: string;
}

/** What a container is given. */
export interface ReadVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** ConfigMaps that some of them are of. */
  readonly from: readonly Manifest[];
  /** Variables whose value nobody knows here, and why. */
  readonly unknown: readonly { readonly name: string; readonly why: string }[];
}

/** Variables in their order; a later one says it again, and may refer to those before it. */
export function variablesOf(
  container: Readonly<Record<string, unknown>>,
  pod: Pod,
  all: readonly Manifest[],
): ReadVariables {
  const variables: Record<string, string> = {};
  const from = new Set<Manifest>();
  const unknown: { readonly name: string; readonly why: string }[] = [];
  for (const source of listOf(container['envFrom']).map(recordOf)) {
    const { configMapRef, secretRef, prefix = '' } = source;
    const named = textOf(recordOf(configMapRef ?? secretRef)['name']) ?? '';
    const map = configMapRef === undefined ? undefined : findManifest(all, 'ConfigMap', named, pod.namespace);
    if (map === undefined) {
      const kind = configMapRef === undefined ? 'Secret' : 'ConfigMap';
      unknown.push({ name: 'envFrom', why: `${kind} ${named} is not there, so its variables are not known` });
    } else from.add(map);
    for (const [name, value] of Object.entries(recordOf(map?.content['data'])))
      variables[`${textOf(prefix) ?? ''}${name}`] = textOf(value) ?? '';
  }
  for (const { name: given, value, valueFrom } of listOf(container['env']).map(recordOf)) {
    const name = textOf(given) ?? '';
    if (valueFrom === undefined) variables[name] = expanded(textOf(value) ?? '', variables);
    else {
      const { value: found, map, why } = valueOf(recordOf(valueFrom), pod, all);
      if (map !== undefined) from.add(map);
      if (found !== undefined) variables[name] = found;
      else unknown.push({ name, why: `${name}: ${why ?? 'its value is not known'}` });
    }
  }
  return { variables, from: [...from], unknown };
}

function valueOf(
  { fieldRef, configMapKeyRef, secretKeyRef }: Readonly<Record<string, unknown>>,
  pod: Pod,
  all: readonly Manifest[],
): { readonly value?: string; readonly map?: Manifest; readonly why?: string } {
  if (fieldRef !== undefined) {
    const path = textOf(recordOf(fieldRef)['fieldPath']) ?? '';
    const value = fieldOf(path, pod);
    return value === undefined ? { why: `${path} is known when the pod runs` } : { value };
  }
  const { name, key } = recordOf(configMapKeyRef ?? secretKeyRef);
  if (configMapKeyRef === undefined) {
    return secretKeyRef === undefined ? {} : { why: `its value is of Secret ${textOf(name) ?? ''}` };
  }
  const map = findManifest(all, 'ConfigMap', textOf(name) ?? '', pod.namespace);
  const value = textOf(recordOf(map?.content['data'])[textOf(key) ?? '']);
  if (map === undefined || value === undefined)
    return { why: `ConfigMap ${textOf(name) ?? ''} has no ${textOf(key) ?? ''} here` };
  return { value, map };
}

/** An address that a machine or a pod gets when it runs is told by a name that stands for it. */
function fieldOf(path: string, pod: Pod): string | undefined {
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    "metadata.labels['apps.kubernetes.io/pod-index']": /\d+$/.exec(pod.name)?.[0] ?? '',
    "metadata.labels['statefulset.kubernetes.io/pod-name']": pod.name,
    'metadata.namespace': pod.namespace,
    'status.podIP': pod.host,
    'status.hostIP': 'host-ip',
    'spec.nodeName': 'node-name',
  };
  return fields[path];
}

/** Kubernetes completes `$(NAME)` of variables that it knows, and makes one `$` of two. */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([\w.-]+)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return variables[name] ?? whole;
  });
}
