/** What a service mounts, and Kafka's configuration among it. */
import { posix } from 'node:path';
import { isConfiguration, isConfigurationFolder } from '../kafka/images/configuration-paths.ts';
import { readProperties } from '../kafka/properties.ts';
import type { Mount } from './mount.ts';
import { textOf, type ReadBeside, type WrittenService } from './completed.ts';
import { listOf, recordOf } from '../untyped.ts';

/** What a service mounts that has a source: by `volumes`, in either way of writing them, and by `configs`. */
export function mountsOf({ volumes, configs }: WrittenService): readonly Mount[] {
  return [
    ...listOf(volumes)
      .map(writtenMount)
      .filter(({ source }) => source !== ''),
    // A completed file has them as mounts already.
    ...(listOf(configs) as readonly Mount[]),
  ];
}

/** An entry of `volumes` as it is written; its source is empty where it goes with the container. */
export function writtenMount(volume: unknown): Mount {
  if (typeof volume === 'object' && volume !== null) {
    const { source = '', target = '', read_only: readOnly = false } = recordOf(volume);
    return { source: textOf(source), target: textOf(target), readOnly: readOnly === true };
  }
  const text = textOf(volume);
  // A path of Windows has a colon of its own.
  const [, source = '', target = text, options = ''] =
    /^([A-Za-z]:[\\/][^:]*|[^:]*):([^:]*)(?::(.*))?$/.exec(text) ?? [];
  return { source, target, readOnly: options.split(',').includes('ro') };
}

/** Whether a source is a volume of Docker's own, and no folder or file of the machine (compose specification, volumes). */
export function isVolume(source: string): boolean {
  return /^\w[\w.-]*$/.test(source);
}

/** Longest text of a file that is taken for one that a person wrote, in characters. */
const longest = 100_000;

/** Files that are mounted and that can be had here, by their path in the container; keys and certificates are nobody's to copy. */
export function mountedFiles(
  mounts: readonly Mount[],
  path: string,
  readBeside: ReadBeside,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    mounts
      .filter(
        ({ source, target, content }) =>
          (content !== undefined || source.startsWith('.')) &&
          !/\.sock$|secret|\.(pem|key|crt|jks|p12|pfx)$/i.test(target),
      )
      .flatMap(({ source, target, content }) => {
        const text = content ?? readBeside(source, path);
        const isText =
          text !== undefined &&
          text.length < longest &&
          !text.includes('\u0000') &&
          !text.includes('PRIVATE KEY');
        return isText ? [[target, text] as const] : [];
      }),
  );
}

/** Settings of configurations that are mounted, and those configurations that cannot be had here. */
export function mountedSettings(
  mounts: readonly Mount[],
  path: string,
  readBeside: ReadBeside,
): {
  readonly settings: Readonly<Record<string, string>>;
  readonly isMounted: boolean;
  readonly unread: readonly string[];
} {
  const settings: Record<string, string> = {};
  const unread: string[] = [];
  const files = mounts.flatMap((mount): readonly Pick<Mount, 'source' | 'content'>[] => {
    const { source, target } = mount;
    const isOne = isConfiguration(target);
    if (isOne !== false) return isOne === true ? [mount] : [];
    // A volume of Docker's own is no folder of configurations.
    return isConfigurationFolder(target) && /[./~\\]/.test(source)
      ? [{ source: posix.join(source, 'server.properties') }]
      : [];
  });
  for (const { source: file, content } of files) {
    const text = content ?? readBeside(file, path);
    if (text === undefined) unread.push(file);
    else Object.assign(settings, readProperties(text));
  }
  return { settings, isMounted: files.length > 0, unread };
}
