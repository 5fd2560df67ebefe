/** What a container mounts: places for its data, and files of ConfigMaps with what is in them. */
import { posix } from 'node:path';
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import { findManifest } from './node.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A container, and what is told of its pod. */
export interface MountRequest {
  readonly container: Fields;
  readonly pod: Fields;
  /** Of the set that makes the pod, with its claims. */
  readonly spec: Fields;
  /** Of the node. */
  readonly id: string;
  /** Name of the pod. */
  readonly named: string;
  readonly namespace: string;
  readonly all: readonly Manifest[];
}

/** All of it. */
export interface ReadMounts {
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  readonly files: Readonly<Record<string, string>>;
  /** ConfigMaps that files are of. */
  readonly from: readonly Manifest[];
  /** Mounts that nothing is known of, in words. */
  readonly lost: readonly string[];
}

/** Mounts of one container. */
export function mountsOf({ container, pod, spec, named, namespace, all }: MountRequest): ReadMounts {
  const volumes: { source: string; target: string }[] = [];
  const files: Record<string, string> = {};
  const from = new Set<Manifest>();
  const lost: string[] = [];
  const claims = listOf(spec['volumeClaimTemplates']).map((one) =>
    textOf(recordOf(recordOf(one)['metadata'])['name']),
  );
  const known = new Map(
    listOf(pod['volumes']).map((one) => [textOf(recordOf(one)['name']) ?? '', recordOf(one)]),
  );
  for (const { name: given, mountPath, subPath } of listOf(container['volumeMounts']).map(recordOf)) {
    const name = textOf(given) ?? '';
    const target = textOf(mountPath) ?? '';
    const part = textOf(subPath);
    if (claims.includes(name)) {
      volumes.push({ source: `${name}-${named}`, target });
      continue;
    }
    const volume = known.get(name) ?? {};
    const sources = [volume, ...listOf(recordOf(volume['projected'])['sources']).map(recordOf)];
    const claim = textOf(recordOf(volume['persistentVolumeClaim'])['claimName']);
    const path = textOf(recordOf(volume['hostPath'])['path']);
    if (claim !== undefined) volumes.push({ source: claim, target });
    else if (path !== undefined) volumes.push({ source: path, target });
    else if (volume['emptyDir'] !== undefined) continue;
    else if (!readMaps(sources, target, part))
      lost.push(`${target}: ${kindOf(volume)}, whose content is not known here`);
  }
  return { volumes, files, from: [...from], lost };

  function readMaps(sources: readonly Fields[], target: string, part: string | undefined): boolean {
    const maps = sources.flatMap(({ configMap }) => (configMap === undefined ? [] : [recordOf(configMap)]));
    const found = maps.map((one) => ({
      map: findManifest(all, 'ConfigMap', textOf(one['name']) ?? '', namespace),
      items: listOf(one['items']).map(recordOf),
    }));
    for (const { map, items } of found) {
      if (map !== undefined) from.add(map);
      for (const [key, value] of Object.entries(recordOf(map?.content['data']))) {
        const item = items.find((one) => one['key'] === key);
        if (items.length > 0 && item === undefined) continue;
        const path = textOf(item?.['path']) ?? key;
        if (part === undefined) files[posix.join(target, path)] = textOf(value) ?? '';
        else if (part === path) files[target] = textOf(value) ?? '';
      }
    }
    return found.length > 0 && found.every(({ map }) => map !== undefined);
  }
}

function kindOf(volume: Fields): string {
  const { secret, configMap } = volume;
  if (secret !== undefined) return `Secret ${textOf(recordOf(secret)['secretName']) ?? ''}`;
  if (configMap !== undefined) return `ConfigMap ${textOf(recordOf(configMap)['name']) ?? ''}`;
  const [kind = 'a volume that is not there'] = Object.keys(volume).filter((field) => field !== 'name');
  return kind;
}
