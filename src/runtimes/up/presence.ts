/** Whether an instance that is stored, or about to be, is really there: its place is asked, since records outlive things. */
import { LabError } from '../../errors.ts';
import { counted } from '../../words.ts';
import { readInstance } from '../instances.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { Runtime } from '../../cluster/runtime.ts';

/**
 * What of an instance is there: nodes in whatever state, nothing but data, nothing at all; or nobody can tell, since its
 * place does not answer.
 */
export type Presence = 'nodes' | 'data' | 'nothing' | 'unknown';

/** An instance as its place shows it. */
export interface Sighting {
  readonly instance: Instance;
  readonly presence: Presence;
  /** What keeps its data, in words; empty where nothing does or nobody can tell. */
  readonly data: readonly string[];
}

/** Looks for an instance. @throws LabError `ambiguous-instance` where it is there twice. */
export async function lookFor(runtime: Runtime, instance: Instance): Promise<Sighting> {
  if (runtime.observe.remains === undefined) return { instance, presence: 'unknown', data: [] };
  try {
    const { nodes, data, instance: seen } = await runtime.observe.remains(instance);
    return { instance: seen, presence: nodes > 0 ? 'nodes' : data.length > 0 ? 'data' : 'nothing', data };
  } catch (error) {
    if (!(error instanceof LabError) || error.code === 'ambiguous-instance') throw error;
    return { instance, presence: 'unknown', data: [] };
  }
}

/**
 * Whether anything of an instance is there, stored by the lab or brought up by hand: nodes, or data that was kept.
 * What a program finds is not the program's to end.
 * @throws LabError where nobody can tell.
 */
export async function isThere(runtime: Runtime, id: string): Promise<boolean> {
  const stored = await readInstance(id);
  if (stored !== undefined && (await lookFor(runtime, stored)).presence !== 'nothing') return true;
  const silences: LabError[] = [];
  const marked = (await runtime.observe.findMarked?.({ onSilence: (error) => silences.push(error) })) ?? [];
  if (marked.some((found) => found.id === id && (found.hasNodes || found.hasData === true))) return true;
  // There is one engine; what knows several places asks the right one itself.
  if (runtime.places === undefined && silences[0] !== undefined) throw silences[0];
  return false;
}

/** What is kept, by name, such as `volumes a, b`. */
export function listOf(data: readonly string[]): string {
  const [kind = 'thing'] = (data[0] ?? '').split(' ');
  const names = data.map((one) => one.slice(kind.length + 1));
  return `${kind}${data.length === 1 ? '' : 's'} ${names.join(', ')}`;
}

/** What is kept, counted, such as `3 volumes`. */
export function countOf(data: readonly string[]): string {
  const [kind = 'thing'] = (data[0] ?? '').split(' ');
  return counted(data.length, kind);
}
