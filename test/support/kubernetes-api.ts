/** Judges manifests by the Kubernetes API's own schemas (1.33, compiled in kubernetes-models), as strictly as kubectl does. */
import { StatefulSet } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service } from 'kubernetes-models/v1';
import { messageOf } from '../../src/errors.ts';
import type { Manifest } from './manifests.ts';

const models = {
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 Service': Service,
  'apps/v1 StatefulSet': StatefulSet,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
};

/**
 * What is wrong with a manifest; empty when nothing is.
 * The compiled schemas accept unknown fields. But they read every field they know, so a field that none has read is
 * unknown: kubectl refuses it (--validate=strict), and a server drops it silently.
 */
export function apiProblems(manifest: Manifest): readonly string[] {
  const model = Object.entries(models).find(
    ([kind]) => kind === `${manifest.apiVersion} ${manifest.kind}`,
  )?.[1];
  if (model === undefined) return [`${manifest.apiVersion} ${manifest.kind} has no schema here`];
  const read = new Map<object, Set<string | symbol>>();
  const problems: string[] = [];
  try {
    model.prototype.validate.call(watched(manifest, read) as never);
  } catch (error) {
    problems.push(messageOf(error));
  }
  return [...problems, ...unreadFields(manifest, read, '')];
}

function watched<T extends object>(target: T, read: Map<object, Set<string | symbol>>): T {
  return new Proxy(target, {
    get(object, key): unknown {
      const keys = read.get(object) ?? new Set();
      read.set(object, keys.add(key));
      const value: unknown = Reflect.get(object, key);
      return typeof value === 'object' && value !== null ? watched(value, read) : value;
    },
  });
}

function unreadFields(
  value: unknown,
  read: ReadonlyMap<object, Set<string | symbol>>,
  path: string,
): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    Array.isArray(value) || read.get(value)?.has(key) === true
      ? unreadFields(child, read, `${path}/${key}`)
      : [`${path}/${key} is no field of the API`],
  );
}
