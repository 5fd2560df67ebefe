/** What a service mounts, and Kafka's configuration among it. */
import { posix } from 'node:path';
import { readProperties } from '../kafka/properties.ts';
import { textOf, type ReadBeside } from './completed.ts';
import { recordOf } from '../untyped.ts';

/** One thing that is mounted. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Folders in which images look for a configuration (their documentation), without a slash at their end. */
const folders =
  /^(\/mnt\/shared\/config|\/etc\/kafka|\/kafka\/config|\/opt\/kafka\/config(\/kraft)?|(\/opt)?\/bitnami\/kafka\/config(\/kraft)?)$/;

/** Files of properties beside a broker's that are of its clients, its logs, or other programs. */
const ofOthers = /log4j|client|producer|consumer|connect|worker|admin|jmx|trogdor|mirror/i;

/** What is mounted by an entry of `volumes`, in either way of writing it; nothing of one that has no source. */
export function mountOf(volume: unknown): readonly Mount[] {
  if (typeof volume === 'object' && volume !== null) {
    const { source = '', target = '', read_only: readOnly = false } = recordOf(volume);
    return [{ source: textOf(source), target: textOf(target), readOnly: readOnly === true }];
  }
  const [source = '', target, options = ''] = textOf(volume).split(':');
  return target === undefined ? [] : [{ source, target, readOnly: options.split(',').includes('ro') }];
}

/** Whether a source is a volume of Docker's own, and no folder or file of the machine (compose specification, volumes). */
export function isVolume(source: string): boolean {
  return /^\w[\w.-]*$/.test(source);
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
  const files = mounts.flatMap(({ source, target }) => {
    const name = posix.basename(target);
    if (/\.(properties|cfg)$/.test(name)) return ofOthers.test(name) ? [] : [source];
    // A volume of Docker's own is no folder of configurations.
    return folders.test(target.replace(/\/$/, '')) && /[./~]/.test(source)
      ? [posix.join(source, 'server.properties')]
      : [];
  });
  for (const file of files) {
    const text = readBeside(file, path);
    if (text === undefined) unread.push(file);
    else Object.assign(settings, readProperties(text));
  }
  return { settings, isMounted: files.length > 0, unread };
}
