/** Files that a compose file gives its services by `configs`, with their text where the file itself has it (compose specification, configs). */
import { posix } from 'node:path';
import { isRecord, listOf, recordOf, textOf } from '../untyped.ts';
import type { Mount } from './mount.ts';

/**
 * What the entries of a service's `configs` mount.
 * @param defined those of its document, by name
 * @param where its path, and who is told of those whose text nobody here has
 */
export function resolvedConfigs(
  id: string,
  written: unknown,
  defined: Readonly<Record<string, unknown>>,
  { path, onNote }: { readonly path: string; readonly onNote: (note: string) => void },
): readonly Mount[] {
  return listOf(written).flatMap((entry): readonly Mount[] => {
    const { source, target } = isRecord(entry) ? entry : { source: entry, target: undefined };
    const name = textOf(source) ?? '';
    const { file, content } = recordOf(defined[name]);
    const mount = { target: textOf(target) ?? `/${name}`, readOnly: true };
    if (typeof content === 'string') return [{ ...mount, source: '', content }];
    if (typeof file === 'string') return [{ ...mount, source: beside(file) }];
    onNote(`${path}: what the config ${name} of ${id} holds is not known here, so nothing of it is read`);
    return [];
  });
}

function beside(file: string): string {
  return posix.isAbsolute(file) || file.startsWith('.') ? file : `./${file}`;
}
