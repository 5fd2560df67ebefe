/** Writes down what pods of others are made by, as their API server has it now, beside manifests: those that are named, or those that were applied. */
import { parseAllDocuments } from 'yaml';
import type { LiveFiles } from '../../../cluster/found.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { LabError, UsageError } from '../../../errors.ts';
import { isRecord, listOf, recordOf, textOf } from '../../../untyped.ts';
import { kubectl } from '../../kubernetes/kubectl/kubectl.ts';
import { listObjects } from '../../kubernetes/kubectl/objects.ts';
import { hasLabels, podsIn } from './facts.ts';
import { kubectlPlace, placeIn } from './place.ts';

/** An object of any kind. */
type Manifest = Readonly<Record<string, unknown>>;

/** Kinds that make pods of a cluster, lead to them, and configure them; what is secret is nobody's to compare. */
const kinds = 'statefulsets,deployments,services,configmaps';

/** What `kubectl apply` writes on each object: the manifest that it was given. */
const appliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What makes its pods, leads to them and configures them, and whatever else the manifests name.
 * @throws LabError `not-supported` where nobody says what those were made from, UsageError for files that are no manifests
 */
export async function liveFiles(instance: Instance, given?: ReadonlyMap<string, string>): Promise<LiveFiles> {
  const place = placeIn(instance);
  const [pods, objects] = await Promise.all([
    podsIn(place, place.selector),
    listObjects<Manifest>(kubectlPlace(place), [kinds]),
  ]);
  const held = new Map(Object.entries(place.pods));
  const tied = pods.filter(({ metadata }) => [...held.values()].some(({ name }) => name === metadata.name));
  const owners = new Set([...held.values()].flatMap(({ owner }) => owner ?? []));
  const makers = objects.filter((object) => owners.has(keyOf(object)));
  const used = new Set(makers.flatMap(configMapsOf));
  const leading = objects.filter((object) => {
    const selector = recordOf(recordOf(object['spec'])['selector']) as Record<string, string>;
    if (object['kind'] === 'ConfigMap') return used.has(nameOf(object));
    return (
      object['kind'] === 'Service' &&
      Object.keys(selector).length > 0 &&
      tied.some((pod) => hasLabels(pod, selector))
    );
  });
  const related = [...makers, ...leading];
  const manifests = given === undefined ? undefined : manifestsIn(given);
  const applied = related.map((object) => ({
    object,
    before: manifests === undefined ? appliedOf(object) : undefined,
  }));
  const unsaid = manifests === undefined ? applied.filter(({ before }) => before === undefined) : [];
  if (manifests === undefined && unsaid.length === applied.length) {
    throw new LabError(
      'not-supported',
      `nothing that makes the pods of ${instance.id} says from which manifests it was made; name them: klab diff PATH live:${instance.id} (of a release of Helm: helm get manifest RELEASE > manifests.yaml)`,
    );
  }
  const before: readonly Manifest[] =
    manifests ?? applied.flatMap(({ before: one }): readonly Manifest[] => (one === undefined ? [] : [one]));
  const there = manifests === undefined ? [] : await namedBy(instance, manifests);
  const compared = related.filter((object) => !unsaid.some((one) => one.object === object));
  const known = new Set(compared.map(keyOf));
  return {
    files: [asFile([...compared, ...there.filter((object) => !known.has(keyOf(object)))])],
    notes: [
      ...[...held].flatMap(([id, { name }]) =>
        tied.some(({ metadata }) => metadata.name === name) ? [] : [`${id} has no pod ${name}`],
      ),
      ...unsaid.map(({ object }) => `${keyOf(object)} was not made by kubectl apply, so it is not compared`),
    ],
    madeFrom: {
      target: 'kubernetes',
      label: 'what was applied',
      files: [asFile(before)],
      names: Object.fromEntries([...held].map(([id, { owner = '' }]) => [id, owner.replace(/^.* /, '')])),
    },
  };
}

function asFile(objects: readonly Manifest[]): { readonly path: string; readonly content: string } {
  const documents = objects.map((object) => `---\n${JSON.stringify(object)}\n`);
  return { path: 'kubernetes.yaml', content: documents.join('') };
}

function keyOf(object: Manifest): string {
  return `${textOf(object['kind'])} ${nameOf(object)}`;
}

function nameOf(object: Manifest): string {
  return textOf(recordOf(object['metadata'])['name']) ?? '';
}

function appliedOf(object: Manifest): Manifest | undefined {
  const text = recordOf(recordOf(object['metadata'])['annotations'])[appliedAnnotation];
  return typeof text === 'string' ? (JSON.parse(text) as Manifest) : undefined;
}

/** Names of the ConfigMaps that the pods of an object are given. */
function configMapsOf(object: Manifest): readonly string[] {
  const pod = recordOf(recordOf(recordOf(object['spec'])['template'])['spec']);
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(pod[list]).map(recordOf));
  const references = [
    ...listOf(pod['volumes']).map((volume) => recordOf(volume)['configMap']),
    ...containers.flatMap(({ envFrom, env }) => [
      ...listOf(envFrom).map((one) => recordOf(one)['configMapRef']),
      ...listOf(env).map((one) => recordOf(recordOf(one)['valueFrom'])['configMapKeyRef']),
    ]),
  ];
  return references.flatMap((one) => textOf(recordOf(one)['name']) ?? []);
}

/** Each object, those of lists too; without what is secret. */
function manifestsIn(files: ReadonlyMap<string, string>): readonly Manifest[] {
  const all = [...files].flatMap(([path, text]) => {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return (Array.isArray(documents) ? documents : []).flatMap((document) => {
      const [error] = document.errors;
      if (error !== undefined)
        throw new UsageError(`${path} is not readable as YAML: ${error.message.split('\n')[0]}`);
      return objectsIn(document.toJS() as unknown, path);
    });
  });
  return all.filter(({ kind }) => kind !== 'Secret');
}

function objectsIn(document: unknown, path: string): readonly Manifest[] {
  if (document === null || document === undefined) return [];
  if (
    isRecord(document) &&
    Array.isArray(document['items']) &&
    textOf(document['kind'])?.endsWith('List') === true
  )
    return document['items'].flatMap((item: unknown) => objectsIn(item, path));
  if (isRecord(document) && isRecord(document['metadata']) && document['kind'] !== undefined)
    return [document];
  throw new UsageError(
    `${path} holds something that is no object of Kubernetes; this cluster runs in pods, and is compared with manifests`,
  );
}

/** The objects that manifests name, as they are now; those that are not there are absent. */
async function namedBy(instance: Instance, manifests: readonly Manifest[]): Promise<readonly Manifest[]> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
  const args = ['get', '--filename', '-', '--ignore-not-found', '--output', 'json'];
  const said = await kubectl(kubectlPlace(placeIn(instance)), args, { input });
  if (said.trim() === '') return [];
  const found = JSON.parse(said) as Manifest;
  return found['kind'] === 'List' ? (found['items'] as readonly Manifest[]) : [found];
}
