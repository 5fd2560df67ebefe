/** What it means for a search that nobody answers: not that there is nothing. */
import { LabError } from '../../errors.ts';
import type { FindOptions } from '../../cluster/found.ts';

/**
 * What was found where looking ended in an error: nothing, where there is no tool that could have made anything; nobody
 * knows what, where `onSilence` is told.
 * @throws the error otherwise.
 */
export function nothingWhereSilent(error: unknown, onSilence: FindOptions['onSilence']): readonly never[] {
  if (!(error instanceof LabError)) throw error;
  if (error.code === 'tool-missing') return [];
  if (onSilence === undefined) throw error;
  onSilence(error);
  return [];
}
