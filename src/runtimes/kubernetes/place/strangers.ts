/** Who else uses a namespace or a cluster: decided from what is in it, and said in words. */
import { said } from '../../../words.ts';

/** An object that somebody put into a cluster. */
export interface Thing {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a cluster has before anybody puts anything into it; kind adds the last. */
const systemNamespaces: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);

/** How many things a line names. */
const namedAtMost = 3;

/** Whether the cluster makes such an object by itself, or some other object makes it. */
export function leftOutOf(thing: Thing & { readonly owners: string; readonly type: string }): boolean {
  const { kind, namespace, name, owners, type } = thing;
  if (owners !== '') return true;
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'Secret') return type === 'kubernetes.io/service-account-token';
  return kind === 'Service' && namespace === 'default' && name === 'kubernetes';
}

/** What tells one object from all others. */
export function keyOf({ kind, namespace, name }: Thing): string {
  return `${kind} ${namespace}/${name}`;
}

/** The things that are not among the own. */
export function strangersAmong(things: readonly Thing[], own: ReadonlySet<string>): readonly Thing[] {
  return things.filter((thing) => !own.has(keyOf(thing)));
}

/** Things in a few words, such as `Deployment till, Secret key and 2 more`. */
export function namesOf(things: readonly Thing[]): string {
  const named = things.slice(0, namedAtMost).map(({ kind, name }) => `${kind} ${name}`);
  const rest = things.length - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}

/** What is known of a cluster that may be removed. */
export interface ClusterContents {
  /** All of them. */
  readonly namespaces: readonly string[];
  /** What somebody put into any namespace. */
  readonly things: readonly Thing[];
  /** Kinds that somebody added to the API. */
  readonly addedKinds: readonly string[];
  /** Workloads of system namespaces when the lab had just made the cluster; undefined where nobody noted them. */
  readonly systemThings: ReadonlySet<string> | undefined;
}

/** What stands against removing a whole cluster beside one instance, in words; empty where nothing does. */
export function obstaclesIn(
  { namespaces, things, addedKinds, systemThings }: ClusterContents,
  { namespace, own }: { readonly namespace: string; readonly own: ReadonlySet<string> },
): readonly string[] {
  const others = namespaces
    .filter((name) => !systemNamespaces.has(name))
    .flatMap((name): string[] => {
      const found = strangersAmong(
        things.filter((thing) => thing.namespace === name),
        own,
      );
      if (found.length > 0) return [`namespace ${name} (${namesOf(found)})`];
      return name === 'default' || name === namespace ? [] : [`namespace ${name}`];
    });
  const added = things.filter(
    (thing) =>
      systemNamespaces.has(thing.namespace) &&
      isWorkload(thing) &&
      systemThings !== undefined &&
      !systemThings.has(keyOf(thing)),
  );
  return said(
    ...others,
    added.length > 0 && namesOf(added),
    addedKinds.length > 0 && `kinds that were added (${addedKinds.slice(0, namedAtMost).join(', ')})`,
  );
}

/** What somebody runs; the rest of a system namespace comes and goes with the system. */
export function isWorkload({ kind }: Thing): boolean {
  return ['Deployment', 'DaemonSet', 'StatefulSet', 'CronJob', 'Job'].includes(kind);
}

/** Whether a namespace is the system's. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.has(name);
}
